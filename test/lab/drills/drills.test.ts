import { alertNames } from "../../../alert-rules";
import { drills } from "../../../lab/drills";
import { alike, once, persistently, together } from "../../../lab/drills/background";
import { expectations } from "../../../lab/drills/expected";
import { broken, run, type Outcome } from "../../../lab/drills/run";
import { shared } from "../../../lab/drills/shared";
import { outcomesTable } from "../../../lab/drills/table";
import { UNDRILLED } from "../../../lab/drills/undrilled";
import { renderStack } from "../../../tools/render/render";
import { rendered } from "../../support/rendered";

it("covers exactly the existing alerts, each with a drill or a reason why not", () => {
  const drilled = drills.map(({ alert }) => alert);
  expect([...drilled, ...UNDRILLED.keys()].sort()).toEqual([...alertNames].sort());
});

it("excludes no alert of the dev stack", async () => {
  const { files } = await rendered("dev");
  const rules = files.get("prometheus/rules/alerts.yml")!;
  expect([...UNDRILLED.keys()].filter((alert) => rules.includes(`alert: ${alert}`))).toEqual([]);
});

describe("the expectations of each alert", () => {
  it("are computed from the applied rules, in the stack's time scale", async () => {
    const at = async (timeScale: number) => {
      // Without a page to watch, there are no alerts on certificates.
      const certificates = ["https://website.example"];
      const { objects } = await renderStack("dev", { overrides: { timeScale, certificates } });
      return expectations(objects, timeScale);
    };
    const [real, shortened] = [await at(1), await at(10)];
    const drilled = alertNames.filter((alert) => !UNDRILLED.has(alert));
    expect([...real.keys()].sort()).toEqual([...drilled].sort());
    expect(real.get("ServiceDown")).toMatchObject({ severity: "critical" });
    expect(real.get("ServiceDown")!.worstMs).toBeGreaterThan(120_000);
    expect(shortened.get("ServiceDown")!.worstMs).toBe(real.get("ServiceDown")!.worstMs / 10);
  });

  it("allow an info alert to wait for the next digest", async () => {
    const { objects } = await rendered("dev");
    const worst = (digestEvery: "10m" | "30m") =>
      expectations(objects, 1, { digestEvery }).get("LowUserSignupRate")!.worstMs;
    expect(worst("30m") - worst("10m")).toBe(20 * 60_000);
  });
});

describe("the end of a fault", () => {
  it("happens once, however often it is requested", async () => {
    let ends = 0;
    const undo = once(() => {
      ends += 1;
      return Promise.resolve();
    });
    await Promise.all([undo(), undo()]);
    expect(ends).toBe(1);
  });

  it("is retried if it fails at first", async () => {
    let tries = 0;
    await persistently(() => {
      tries += 1;
      return tries < 3 ? Promise.reject(new Error("recovering")) : Promise.resolve();
    })();
    expect(tries).toBe(3);
  });

  it("happens for each of several in reverse order, even if one fails", async () => {
    const ended: string[] = [];
    const end = (name: string) => () => {
      ended.push(name);
      return name === "b" ? Promise.reject(new Error("b stays")) : Promise.resolve();
    };
    await expect(together(end("a"), end("b"), end("c"))()).rejects.toThrow("could not be ended");
    expect(ended).toEqual(["c", "b", "a"]);
  });

  it("happens concurrently for faults of one kind, even if one fails", async () => {
    let waiting = 0;
    let open: () => void = () => undefined;
    const all = new Promise<void>((resolve) => (open = resolve));
    const end = () => {
      waiting += 1;
      if (waiting === 2) open();
      return all;
    };
    await alike(end, end)();
    const stays = () => Promise.reject(new Error("it stays"));
    await expect(alike(stays, end)()).rejects.toThrow("could not be ended");
    expect(waiting).toBe(3);
  });

  it("happens when the last user releases a shared fault, which can then be caused again", async () => {
    const seen: string[] = [];
    const cause = shared(() => {
      seen.push("caused");
      return Promise.resolve(() => {
        seen.push("ended");
        return Promise.resolve();
      });
    });
    const [first, second] = await Promise.all([cause(), cause()]);
    const end = first();
    expect(seen).toEqual(["caused"]);
    await Promise.all([end, second()]);
    expect(seen).toEqual(["caused", "ended"]);
    await (
      await cause()
    )();
    expect(seen).toEqual(["caused", "ended", "caused", "ended"]);
  });
});

it("runs what keeps an alert quiet before and after its fault, but not during it", async () => {
  const there: string[] = [];
  let isThere = false;
  let isCaused = false;
  const outcome = await run(
    {
      alert: "LowUserSignupRate",
      fault: "nobody signs up",
      reads: [],
      disturbs: [],
      heardBy: [],
      watch: {
        // It fires from the start, because there is no traffic.
        state: () => Promise.resolve(isThere ? "quiet" : "firing"),
        tells: () => true,
        worstMs: () => 1000,
      },
      normally: () => {
        isThere = true;
        there.push(isCaused ? "people come back" : "people come");
        return Promise.resolve(() => {
          isThere = false;
          there.push("people leave");
          return Promise.resolve();
        });
      },
      cause: () => {
        isCaused = true;
        there.push("caused");
        return Promise.resolve(() => {
          there.push("ended");
          return Promise.resolve();
        });
      },
    },
    { severity: "info", worstMs: 1000 },
    { say: () => undefined },
  );
  expect(outcome.missing).toBeUndefined();
  expect(there).toEqual([
    "people come",
    "people leave",
    "caused",
    "ended",
    "people come back",
    "people leave",
  ]);
});

it("reports in one line why a drill could not run", () => {
  const [drill] = drills;
  expect(broken(drill!, new Error("psql ended with 2:\n  recovering"))).toMatchObject({
    alert: drill!.alert,
    missing: "the drill could not run: psql ended with 2: recovering",
  });
});

it("lists the outcome of each drill, and how many alerts are proven", () => {
  const proven: Outcome = {
    alert: "RedisDown",
    fault: "",
    pendingMs: 1234,
    firingMs: 14_000,
    deliveredMs: 16_000,
    worstMs: 20_000,
    resolvedMs: 8000,
    heardBy: ["pagerduty", "slack"],
    missing: undefined,
  };
  const lines = outcomesTable([
    proven,
    { ...proven, alert: "ServiceDown", firingMs: undefined, missing: "it did not fire" },
  ]).split("\n");
  expect(lines[1]).toMatch(
    /^RedisDown +1\.2 s +14\.0 s +16\.0 s +20\.0 s +8\.0 s +pagerduty, slack$/,
  );
  expect(lines[2]).toMatch(/^ServiceDown +1\.2 s +- .*it did not fire$/);
  expect(lines.at(-1)).toBe("1 of 2 alerts proven.");
});
