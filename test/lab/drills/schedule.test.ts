import { load } from "js-yaml";

import type { RuleGroup } from "../../../alert-rules";
import type { AlertName } from "../../../alert-rules/alerts";
import { BUDGET_ALERTS } from "../../../alert-rules/slos";
import { inhibits } from "../../../infra/alert-delivery/inhibition";
import { inhibitRules } from "../../../infra/rendered-config/alertmanager/inhibition";
import { renderStack } from "../../../tools/render/render";
import { drills } from "../../../lab/drills";
import type { Claims, Drill } from "../../../lab/drills/drill";
import {
  AT_ONCE,
  areApart,
  byFault,
  settingsFor,
  sideBySide,
  type Phase,
  type Watched,
} from "../../../lab/drills/schedule";
import { lastingOf } from "./support/lasting";
import { simulated, type Course } from "./support/simulated";

function drill(alert: string, claims: Partial<Claims>, more: Partial<Drill> = {}): Drill {
  return {
    alert: alert as Drill["alert"],
    fault: "",
    reads: [],
    disturbs: [],
    ...claims,
    cause: () => Promise.resolve(() => Promise.resolve()),
    ...more,
  };
}

/** A drill that needs and disturbs the same resources. */
const of = (alert: string, ...those: Claims["reads"]) =>
  drill(alert, { reads: those, disturbs: those });

const names = (those: readonly (readonly Drill[])[]) =>
  those.map((each) => each.map(({ alert }) => alert).join("+"));

/** Drills whose faults end and whose alerts resolve on command, in the order in which they start. */
function started(faults: readonly Watched[], most: number) {
  const ends = new Map<string, () => void>();
  const resolutions = new Map<string, () => void>();
  const begun: string[] = [];
  const done = sideBySide(faults, most, ({ alert }, { ended }) => {
    begun.push(alert);
    ends.set(alert, ended);
    return new Promise<string>((resolve) => {
      resolutions.set(alert, () => {
        resolve(`${alert} seen`);
      });
    });
  });
  const pause = () => new Promise((resolve) => setImmediate(resolve));
  return {
    begun,
    done,
    end: async (name: string) => {
      ends.get(name)?.();
      await pause();
    },
    resolve: async (name: string) => {
      resolutions.get(name)?.();
      await pause();
    },
  };
}

const faultsOf = (...those: readonly Drill[]) => those.map((each) => [each]);
const redis = of("redis", "Redis");
const postgres = of("postgres", "PostgreSQL");
const both = of("both", "Redis", "PostgreSQL");
const nothing = of("nothing");

describe("faults", () => {
  it("start immediately if they do not interfere, up to a limit", async () => {
    const { begun, resolve, done } = started(faultsOf(redis, postgres, nothing), 2);
    expect(begun).toEqual(["redis", "postgres"]);
    await resolve("postgres");
    expect(begun).toEqual(["redis", "postgres", "nothing"]);
    await resolve("nothing");
    await resolve("redis");
    expect(await done).toEqual(["redis seen", "postgres seen", "nothing seen"]);
  });

  it("are caused once all their drills are ready or done", async () => {
    const cause = () => Promise.resolve(() => Promise.resolve());
    const [quiet, stillFiring, alreadyDone] = ["quiet", "still firing", "already done"].map(
      (name) => drill(name, {}, { cause }),
    );
    const caused: string[] = [];
    let resolved: () => void = () => undefined;
    const resolving = new Promise<void>((resolve) => (resolved = resolve));
    const watched = [quiet, stillFiring, alreadyDone].flatMap((each) => each ?? []);
    const done = sideBySide([watched], 9, async (each, { together }) => {
      if (each === alreadyDone) return;
      if (each === stillFiring) await resolving;
      await together();
      caused.push(each.alert);
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(caused).toEqual([]);
    resolved();
    await done;
    expect(caused.sort()).toEqual(["quiet", "still firing"]);
  });

  it("wait for faults that disturb what they need, while others overtake them", async () => {
    const { begun, resolve, done } = started(faultsOf(redis, both, nothing, postgres), 9);
    expect(begun).toEqual(["redis", "nothing", "postgres"]);
    await resolve("redis");
    expect(begun).not.toContain("both");
    await resolve("postgres");
    expect(begun).toContain("both");
    await resolve("both");
    await resolve("nothing");
    expect(await done).toEqual(["redis seen", "both seen", "nothing seen", "postgres seen"]);
  });

  it("may overlap if they all disturb, or all read, the same resource", async () => {
    const [one, other] = [
      drill("one", { disturbs: ["Redis"] }),
      drill("other", { disturbs: ["Redis"] }),
    ];
    const [reader, second] = [
      drill("reader", { reads: ["Redis"] }),
      drill("second", { reads: ["Redis"] }),
    ];
    const { begun, resolve, done } = started(faultsOf(one, other, reader, second), 9);
    expect(begun).toEqual(["one", "other"]);
    await resolve("one");
    expect(begun).toEqual(["one", "other"]);
    await resolve("other");
    expect(begun).toEqual(["one", "other", "reader", "second"]);
    await resolve("reader");
    await resolve("second");
    await done;
  });

  it("release, once ended, all but what their alert reads and what lingers", async () => {
    const fault = drill("fault", {
      reads: ["slow answers"],
      uses: ["Redis"],
      disturbs: ["language model"],
      lingers: ["backend"],
    });
    const after = [
      drill("of what it used", { disturbs: ["Redis"] }),
      drill("of what it disturbed", { reads: ["language model"] }),
      drill("of what it reads", { disturbs: ["slow answers"] }),
      drill("of what lingers", { uses: ["backend"], reads: [] }),
    ];
    const { begun, end, resolve, done } = started(faultsOf(fault, ...after), 9);
    expect(begun).toEqual(["fault"]);
    await end("fault");
    expect(begun.slice(1)).toEqual(["of what it used", "of what it disturbed"]);
    await resolve("fault");
    expect(begun.slice(3)).toEqual(["of what it reads", "of what lingers"]);
    for (const { alert } of after) await resolve(alert);
    await done;
  });

  it("are limited in number, not counting those that have ended", async () => {
    const { begun, end, resolve, done } = started(faultsOf(redis, postgres), 1);
    expect(begun).toEqual(["redis"]);
    await end("redis");
    expect(begun).toEqual(["redis", "postgres"]);
    await resolve("redis");
    await resolve("postgres");
    await done;
  });

  it("run alone if they disturb what every alert needs", async () => {
    const watchdog = drill("watchdog", { lingers: ["Prometheus"] });
    const { begun, end, resolve, done } = started(faultsOf(nothing, watchdog, redis), 9);
    expect(begun).toEqual(["nothing", "redis"]);
    await resolve("redis");
    await end("nothing");
    expect(begun).toEqual(["nothing", "redis"]);
    await resolve("nothing");
    expect(begun).toEqual(["nothing", "redis", "watchdog"]);
    await resolve("watchdog");
    await done;
  });
});

const phases: readonly Phase[] = ["there", "over"];

describe("drills", () => {
  const cause = () => Promise.resolve(() => Promise.resolve());

  it("with the same cause share one fault", () => {
    const [a, b] = [drill("A", {}, { cause }), drill("B", {}, { cause })];
    expect(names(byFault([a, drill("C", {}), b]))).toEqual(["A+B", "C"]);
  });

  it("of one fault start only when all of them can", async () => {
    const [a, b] = [of("A"), of("B", "Redis")].map((each) => ({ ...each, cause }));
    const { begun, resolve, done } = started([[redis], [a!, b!]], 9);
    expect(begun).toEqual(["redis"]);
    await resolve("redis");
    expect(begun).toEqual(["redis", "A", "B"]);
    await resolve("A");
    await resolve("B");
    await done;
  });

  it("share one set of stack settings, and must not conflict", () => {
    const set = (settings: Drill["settings"]) => drill("set", {}, settings && { settings });
    const replicas = { alertmanager: { replicas: 2 } };
    expect(settingsFor([set(undefined)])).toEqual({});
    expect(settingsFor([set(replicas), set({ timeScale: 10 }), set(replicas)])).toEqual({
      ...replicas,
      timeScale: 10,
    });
    const more = set({ alertmanager: { replicas: 3 } });
    expect(() => settingsFor([set(replicas), more])).toThrow("needs other settings of the stack");
    expect(() => settingsFor(drills)).not.toThrow();
  });

  it("of SLOs start before any drill that sends many successful requests", async () => {
    const faults = byFault(drills);
    const isObjective = ({ alert }: Pick<Drill, "alert">) => alert.includes("Budget");
    const [slow, failing, ...others] = faults.filter((fault) => fault.some(isObjective));
    expect(others).toEqual([]);
    const { begun, end } = started(faults, AT_ONCE);
    expect(begun.slice(0, slow!.length)).toEqual(slow!.map(({ alert }) => alert));
    const early = begun.slice(slow!.length);
    for (const name of early) {
      expect(drills.find(({ alert }) => alert === name)!.disturbs).not.toContain("few requests");
    }
    for (const { alert } of slow!) await end(alert);
    expect(begun.slice(slow!.length + early.length).slice(0, failing!.length)).toEqual(
      failing!.map(({ alert }) => alert),
    );
  });

  it("are each run exactly once", () => {
    const all = byFault(drills).flat();
    expect([...all].sort(byAlert)).toEqual([...drills].sort(byAlert));
    expect(new Set(all.map(({ alert }) => alert)).size).toBe(all.length);
  });
});

describe("all drills together", () => {
  let courses: readonly Course[];
  beforeAll(async () => {
    courses = await simulated(byFault(drills), AT_ONCE, ({ alert }) => lastingOf(alert));
  });

  it("take less than 15 minutes at their measured durations", () => {
    expect(courses.map(({ drill: { alert } }) => alert).sort()).toEqual(
      drills.map(({ alert }) => alert).sort(),
    );
    expect(Math.max(...courses.map(({ resolved }) => resolved)) / 60).toBeLessThan(15);
  });

  it("never disturb what another one needs", () => {
    const clashes = courses.flatMap((one) =>
      courses
        .filter((other) => other.drill.cause !== one.drill.cause)
        .filter((other) => other.begun <= one.begun && one.begun < other.resolved)
        .filter((other) => {
          const phase: Phase = one.begun < other.ended ? "there" : "over";
          return !areApart(one.drill, other.drill, phase);
        })
        .map((other) => `${one.drill.alert} beside ${other.drill.alert}`),
    );
    expect(clashes).toEqual([]);
  });
});

function byAlert(one: Drill, other: Drill): number {
  return one.alert.localeCompare(other.alert);
}

/** Faults that stop the measurements of some scrape jobs, and whether their targets are gone as well. */
const SILENCED = [
  { alert: "ServiceDown", job: "backend", gone: true },
  // These stop the servers, while their exporters continue to answer.
  { alert: "DatabaseDown", job: "postgres-exporter", gone: false },
  { alert: "RedisDown", job: "redis-exporter", gone: false },
  { alert: "TargetDown", job: "kube-state-metrics", gone: true },
  { alert: "TargetAbsent", job: "kube-state-metrics", gone: true },
  { alert: "PodCrashLooping", job: "blackbox-exporter", gone: true },
] as const;

describe("faults that stop measurements", () => {
  const expressions = new Map<string, string>();

  beforeAll(async () => {
    const overrides = { certificates: ["https://website.example"] };
    const { files } = await renderStack("dev", { overrides });
    const { groups } = load(files.get("prometheus/rules/alerts.yml") ?? "") as {
      readonly groups: readonly RuleGroup[];
    };
    for (const rule of groups.flatMap(({ rules }) => rules)) {
      if ("alert" in rule) expressions.set(rule.alert, rule.expr);
    }
  });

  it.each(SILENCED)("do not overlap with drills that read them: $alert", ({ alert, job, gone }) => {
    const silencing = drills.filter((each) => each.alert === alert);
    const reading = drills.filter((each) => {
      const expr = expressions.get(each.alert) ?? "";
      const measured = expr.replaceAll(/\bup\{[^}]*\}/g, "");
      // Of any job, or of this one.
      const readsTargets = [...expr.matchAll(/\bup\b(\{[^}]*\})?/g)].some(
        ([, labels = ""]) => !labels.includes('job="') || labels.includes(`job="${job}"`),
      );
      return each.alert !== alert && (measured.includes(`job="${job}"`) || (gone && readsTargets));
    });
    const beside = reading.filter((each) =>
      phases.some(
        (phase) =>
          areApart(silencing[0]!, each, phase) ||
          // Once it is back it is measured again, and only its alert is still firing.
          (phase === "there" && areApart(each, silencing[0]!, phase)),
      ),
    );
    expect(reading).not.toEqual([]);
    expect(names([beside])).toEqual([""]);
  });
});

describe("an alert that inhibits others", () => {
  const rules = inhibitRules();
  /** The labels that decide it. Without subjects: two alerts that share one cannot share it here. */
  const labels = (alertname: AlertName, of: ReadonlyMap<string, RuleLabels>) => ({
    alertname,
    ...of.get(alertname),
  });
  type RuleLabels = Readonly<Record<string, string | undefined>>;
  const known = new Map<string, RuleLabels>();

  beforeAll(async () => {
    const { files } = await renderStack("dev", {
      overrides: { certificates: ["https://website.example"] },
    });
    const { groups } = load(files.get("prometheus/rules/alerts.yml") ?? "") as {
      readonly groups: readonly RuleGroup[];
    };
    for (const rule of groups.flatMap((group) => group.rules)) {
      if ("alert" in rule && !known.has(rule.alert)) known.set(rule.alert, rule.labels);
    }
  });

  it.each(["DatabaseDown", "RedisDown", "ServiceDown"] as const)(
    "never inhibits their notifications during drills: %s",
    (alert) => {
      const silencing = drills.find((each) => each.alert === alert)!;
      const silenced = drills.filter(
        (each) =>
          each.alert !== alert && inhibits(rules, labels(alert, known), labels(each.alert, known)),
      );
      expect(silenced).not.toEqual([]);
      const heard = (each: Drill) =>
        // While its notification is due, and while its end is. An alert on a budget resolves minutes later, and need
        // not be notified here.
        areApart(silencing, each, "there") ||
        areApart(each, silencing, "there") ||
        areApart(each, silencing, "over") ||
        (!isBudget(each) && areApart(silencing, each, "over"));
      expect(names([silenced.filter(heard)])).toEqual([""]);
    },
  );
});

const isBudget = ({ alert }: Drill) => (BUDGET_ALERTS as readonly string[]).includes(alert);
