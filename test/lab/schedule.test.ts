import { load } from "js-yaml";

import type { RuleGroup } from "../../alert-rules";
import { renderStack } from "../../infra/render/render";
import { drills } from "../../lab/drills";
import type { Drill } from "../../lab/drills/drill";
import { areApart, byFault, bySettings, sideBySide, type Watched } from "../../lab/drills/schedule";

function drill(alert: string, takes: Drill["takes"], more: Partial<Drill> = {}): Drill {
  return {
    alert: alert as Drill["alert"],
    fault: "",
    takes,
    cause: () => Promise.resolve(() => Promise.resolve()),
    ...more,
  };
}

const names = (those: readonly (readonly Drill[])[]) =>
  those.map((each) => each.map(({ alert }) => alert).join("+"));

/** Faults that end when they are told to, in the order in which they begin. */
function started(faults: readonly Watched[], most: number) {
  const ends = new Map<string, () => void>();
  const begun: string[] = [];
  const done = sideBySide(faults, most, (fault) => {
    const [name = ""] = names([fault]);
    begun.push(name);
    return new Promise<string>((resolve) => {
      ends.set(name, () => {
        resolve(`${name} seen`);
      });
    });
  });
  return {
    begun,
    done,
    end: async (name: string) => {
      ends.get(name)?.();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

const [redis, postgres, both, nothing] = byFault([
  drill("redis", ["Redis"]),
  drill("postgres", ["PostgreSQL"]),
  drill("both", ["Redis", "PostgreSQL"]),
  drill("nothing", []),
]) as [Watched, Watched, Watched, Watched];

describe("faults", () => {
  it("begin at once where they leave each other alone, up to so many", async () => {
    const { begun, end, done } = started([redis, postgres, nothing], 2);
    expect(begun).toEqual(["redis", "postgres"]);
    await end("postgres");
    expect(begun).toEqual(["redis", "postgres", "nothing"]);
    await end("nothing");
    await end("redis");
    expect(await done).toEqual(["redis seen", "postgres seen", "nothing seen"]);
  });

  it("wait for those that take what they take, and let others pass", async () => {
    const { begun, end, done } = started([redis, both, nothing, postgres], 9);
    expect(begun).toEqual(["redis", "nothing", "postgres"]);
    await end("redis");
    expect(begun).not.toContain("both");
    await end("postgres");
    expect(begun).toContain("both");
    await end("both");
    await end("nothing");
    expect(await done).toEqual(["redis seen", "both seen", "nothing seen", "postgres seen"]);
  });

  it("are alone where they take everything", async () => {
    const [all] = byFault([drill("all", ["everything"])]) as [Watched];
    const { begun, end, done } = started([nothing, all, redis], 9);
    expect(begun).toEqual(["nothing", "redis"]);
    await end("redis");
    await end("nothing");
    expect(begun).toEqual(["nothing", "redis", "all"]);
    await end("all");
    await done;
  });
});

describe("drills", () => {
  const cause = () => Promise.resolve(() => Promise.resolve());
  const settings = { alertmanager: { replicas: 2 } };

  it("of one cause watch it together", () => {
    const [a, b] = [drill("A", ["Redis"], { cause }), drill("B", ["backend"], { cause })];
    const faults = byFault([a, drill("C", []), b]);
    expect(names(faults)).toEqual(["A+B", "C"]);
    const [backend] = byFault([drill("D", ["backend"])]) as [Watched];
    expect(areApart(faults[0] ?? [], backend)).toBe(false);
  });

  it("that want one stack have it set once", () => {
    const [a, b] = [drill("A", [], { settings }), drill("B", [], { settings })];
    expect(names(bySettings([a, drill("C", []), b]))).toEqual(["A+B", "C"]);
  });

  it("on objectives begin before anybody sends many requests that are well", async () => {
    const faults = bySettings(drills).flatMap(byFault);
    const objectives = faults.filter((fault) =>
      fault.some(({ alert }) => alert.includes("Budget")),
    );
    const [slow = "", failing] = names(objectives);
    const { begun, end } = started(faults, 4);
    expect(begun[0]).toBe(slow);
    expect(begun).toHaveLength(4);
    await end(slow);
    expect(begun.slice(4)).toEqual([failing]);
    expect(objectives).toHaveLength(2);
  });

  it("are each run, and none twice", () => {
    const all = bySettings(drills).flatMap(byFault).flat();
    expect(names([all])).toHaveLength(1);
    expect([...all].sort(byAlert)).toEqual([...drills].sort(byAlert));
  });
});

function byAlert(one: Drill, other: Drill): number {
  return one.alert.localeCompare(other.alert);
}

/** Faults after which nobody measures what is scraped as these jobs, and whether their targets themselves are gone. */
const SILENCED = [
  { alert: "ServiceDown", job: "backend", gone: true },
  // The servers are stopped: their exporters go on answering.
  { alert: "DatabaseDown", job: "postgres-exporter", gone: false },
  { alert: "RedisDown", job: "redis-exporter", gone: false },
  { alert: "TargetDown", job: "kube-state-metrics", gone: true },
  { alert: "TargetAbsent", job: "kube-state-metrics", gone: true },
  { alert: "PodCrashLooping", job: "blackbox-exporter", gone: true },
] as const;

describe("what an alert reads is not silenced beside it", () => {
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

  it.each(SILENCED)("by the fault of $alert", ({ alert, job, gone }) => {
    const silencing = drills.filter((each) => each.alert === alert);
    const reading = drills.filter((each) => {
      const expr = expressions.get(each.alert) ?? "";
      const measured = expr.replaceAll(/\bup\{[^}]*\}/g, "");
      const readsTargets = /\bup\b/.test(expr);
      return each.alert !== alert && (measured.includes(`job="${job}"`) || (gone && readsTargets));
    });
    const beside = reading.filter(
      (each) => bySettings([...silencing, each]).length === 1 && areApart(silencing, [each]),
    );
    expect(reading).not.toEqual([]);
    expect(names([beside])).toEqual([""]);
  });
});
