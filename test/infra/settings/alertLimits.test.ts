import fc from "fast-check";

import { DEFAULT_POLICIES, POLICY_NAMES, type PolicyName } from "../../../alert-rules/policies";
import type { Policy } from "../../../alert-rules/policy";
import { alertFaults } from "../../../infra/settings/alertFaults";
import { amountOf, limitSetting, reachOf } from "../../../infra/settings/alertLimits";
import type { StackConfig } from "../../../infra/settings";
import { settings } from "../../support/stacks";

const LIMITED = POLICY_NAMES.flatMap((name) => {
  const { limit }: Policy = DEFAULT_POLICIES[name];
  return limit === undefined ? [] : [{ name, limit }];
});
const OF_TIME = LIMITED.filter(({ limit }) => limit.unit === "seconds");

/** Why a limit is rejected; undefined if it is accepted. */
function refusalOf(name: PolicyName, written: unknown): string | undefined {
  const { limit }: Policy = DEFAULT_POLICIES[name];
  if (limit === undefined) throw new Error(`${name} has no limit.`);
  return limitSetting(name, limit).safeParse(written).error?.issues[0]?.message;
}

describe("a limit", () => {
  it("may have any unit of time, and is converted to seconds", () => {
    const factors = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9999 }),
        fc.constantFrom(...Object.entries(factors)),
        fc.constantFrom("", " "),
        (amount, [unit, factor], space) => {
          expect(amountOf(`${amount}${space}${unit}`, "seconds")).toBeCloseTo(amount * factor, 9);
        },
      ),
    );
  });

  it("may be in percent, or a rate per second, minute or hour", () => {
    expect(amountOf("5%", "ratio")).toBe(0.05);
    expect(amountOf("0.1 %", "ratio")).toBe(0.001);
    expect(amountOf("300/min", "perSecond")).toBe(5);
    expect(amountOf("3600/h", "perSecond")).toBe(1);
    expect(amountOf("5/s", "perSecond")).toBe(5);
  });

  it("of an objective may be in percent, too", () => {
    const slos = { availability: { objective: "99.5%" } };
    expect(settings("dev", { slos }).slos.availability.objective).toBe(0.995);
    for (const objective of ["100%", "0%", 99.9, 1, "99.9", "all"]) {
      expect(() => settings("dev", { slos: { availability: { objective } } })).toThrow(
        "slos.availability.objective: must be a share between 0 and 1",
      );
    }
  });

  it("is invalid with another quantity's unit or as malformed text", () => {
    const units = ["ms", "s", "m", "h", "d", "w", "%", "/s", "/min", "/h", "", "x", "S", "sec"];
    const own: Readonly<Record<string, RegExp>> = {
      seconds: /^(ms|s|m|h|d|w)$/,
      ratio: /^%$/,
      perSecond: /^\/(s|min|h)$/,
      count: /^$x/,
    };
    for (const [unit, right] of Object.entries(own)) {
      for (const each of units.filter((one) => !right.test(one))) {
        expect([each, amountOf(`5${each}`, unit as "count")]).toEqual([each, undefined]);
      }
    }
    for (const text of ["", "s", "-5s", "1e3s", "0x5s", "5ss", "5 s ", "1h30m", "NaN", "٥s"]) {
      expect([text, amountOf(text, "seconds")]).toEqual([text, undefined]);
    }
  });

  it.each(LIMITED)("of $name has a valid default", ({ name, limit }) => {
    expect(refusalOf(name, limit.value)).toBeUndefined();
  });

  it("that is a share is rejected if it is probably the complement, which would always fire", () => {
    const shares = LIMITED.filter(
      ({ name, limit }) =>
        limit.unit === "ratio" && !/^(LowCacheHitRate|WebhookFailing)$/.test(name),
    );
    expect(shares.length).toBeGreaterThan(10);
    for (const { name, limit } of shares) {
      const [opposite, bound] = limit.value < 0.5 ? [0.9, "and 50%, "] : [0.1, "between 25% and "];
      expect(refusalOf(name, opposite)).toContain(bound);
    }
  });

  it.each(OF_TIME)(
    "of $name means the same as a number of seconds and with a unit",
    ({ name, limit }) => {
      const setting = limitSetting(name, limit);
      const { least, most } = reachOf(name, limit);
      fc.assert(
        fc.property(fc.integer({ min: Math.ceil(least * 1000), max: most * 1000 }), (ms) => {
          expect(setting.parse(`${ms}ms`)).toBeCloseTo(setting.parse(ms / 1000), 9);
        }),
      );
    },
  );

  it.each(OF_TIME)(
    "of $name is rejected as a bare number in another unit than seconds",
    ({ name, limit }) => {
      const reach = reachOf(name, limit);
      for (const [unit, size] of Object.entries({ ms: 0.001, h: 3600, d: 86_400 })) {
        // The default, as a number in that unit.
        const bare = limit.value / size;
        if (bare < 1 || !Number.isInteger(bare)) continue;
        if (bare >= reach.least && bare <= reach.most) {
          throw new Error(`${name} takes ${bare}, its default in ${unit}, for seconds.`);
        }
        const told = refusalOf(name, bare);
        expect(told).toContain("must be between ");
        expect(told).toContain("with its unit, such as 250ms, 26h or 14d");
      }
    },
  );

  it.each([
    ["EventLoopLagHigh", 250, "must be between 10ms and 10s"],
    ["CertificateExpiring", 14, "must be between 1d and 90d"],
    ["VolumeFilling", 4, "must be between 1h and 30d"],
    ["BackupOverdue", 26, "must be between 1h and 30d"],
    ["SlowQueries", 100, "must be between 1ms and 30s"],
    ["HighAPILatency", 500, "must be between 10ms and 1m"],
    ["HighErrorRate", 5, "must be below 1, because it is a share: 0.05 is 5 %"],
    ["HighErrorRate", "500%", "must be below 1, because it is a share"],
    ["HighErrorRate", "5s", "must be a share such as 0.05, or with its unit, 5%"],
    ["HighRequestRate", "many", "must be a number per second, or with its unit"],
    ["DatabasePoolWaiting", "1s", "must be a number"],
  ] as const)("of %s must not be %p", (name, written, told) => {
    expect(refusalOf(name, written)).toContain(told);
  });
});

describe("an alert that cannot fire in time", () => {
  const told = (alerts: object) => [...alertFaults(configWith(alerts))];

  /** The settings without validation. */
  function configWith(alerts: object): StackConfig {
    const config = settings("dev");
    const set = Object.entries(alerts).map(([name, some]) => [
      name,
      { ...config.alerts[name as PolicyName], ...(some as object) },
    ]);
    return { ...config, alerts: { ...config.alerts, ...Object.fromEntries(set) } };
  }

  it("is not among the defaults", () => {
    expect(told({})).toEqual([]);
  });

  it.each(POLICY_NAMES)(
    "is %s if it waits for 7 days, but not if it waits for 30 minutes",
    (name) => {
      const { for: wait }: Policy = DEFAULT_POLICIES[name];
      expect(told({ [name]: { for: "30m" } })).toEqual([]);
      expect(told({ [name]: { for: "7d" } })).toEqual([
        {
          path: `alerts.${name}.for`,
          message: expect.stringMatching(
            new RegExp(`^must be at most \\d+[mhd], got 7d: by default it is ${wait}, and`),
          ) as string,
        },
      ]);
    },
  );

  it("is one that waits or averages for hours instead of minutes", () => {
    expect(told({ HighErrorRate: { for: "6h" } })).toEqual([
      {
        path: "alerts.HighErrorRate.for",
        message:
          "must be at most 1h, got 6h: by default it is 5m, and its notification would be too late",
      },
    ]);
    expect(told({ HighErrorRate: { window: "6h" } })[0]?.message).toBe(
      "must be at most 1h, got 6h: by default it is 5m, and the current problem would be averaged out",
    );
  });

  it.each(["HighAPILatency", "ExternalAPISlow"] as const)(
    "is %s with a limit above the highest measurable value, reported by its setting's name",
    (name) => {
      expect(told({ [name]: { limit: 60 } })).toEqual([
        {
          path: `alerts.${name}.limit`,
          message: expect.stringMatching(
            /^must be one that can be exceeded, got 60: a limit of 60 s on \w+ is never exceeded: it is \w+ \w+ \w+ \d+ s$/,
          ) as string,
        },
      ]);
    },
  );

  it("is LLMSlow with a limit of half the LLM timeout or more, when an attempt is aborted", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 59 }), (time, at) => {
        const config = configWith({ LLMSlow: { limit: at } });
        const llm = { baseUrl: "https://llm.example", model: "m", timeoutSeconds: time };
        const faults = [...alertFaults({ ...config, backend: { ...config.backend, llm } })];
        expect(faults.some(({ path }) => path === "alerts.LLMSlow.limit")).toBe(at >= time / 2);
      }),
    );
    expect(told({ LLMSlow: { limit: 15 } })[0]?.message).toContain(
      "must be below half of backend.llm.timeoutSeconds, 10 s, got 15",
    );
  });
});
