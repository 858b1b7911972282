import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { load } from "js-yaml";

import { alertGroups, type RuleGroup } from "../../../../alert-rules";
import { toYaml } from "../../../../infra/rendered-config/yaml";
import type { StatefulSet } from "../../../../infra/objects/kubernetes";
import { checked, plan } from "../../../../infra/plan";
import { JOBS } from "../../../../signals/exporters/targets";
import { renderStack } from "../../../../tools/render/render";
import { familiesOf, jobsRead } from "../../../../infra/rendered-config/sharding/families";
import { hashmod } from "../../../../infra/rendered-config/sharding/hash";
import { dividedInto, shardRelabelings } from "../../../../infra/rendered-config/sharding/shards";
import { toolPath } from "../../../../lab/builder/tools";
import { context } from "../../../support/declared";
import { runRuleTest } from "../../../support/ruleTest";
import { settings } from "../../../support/stacks";
import { poll } from "../../../../tools/polling";

const groups = alertGroups(context);
const families = familiesOf(groups, JOBS);
const COUNTS = [2, 3, 4, 5, 6, 7, 8, 9];

/** The numbers of shards for which every shard has work. */
const possible = COUNTS.filter((count) => {
  try {
    return dividedInto(count, families).length === count;
  } catch {
    return false;
  }
});

const rulesIn = (all: readonly RuleGroup[]) =>
  all.flatMap(({ rules }) => rules).map((rule) => JSON.stringify(rule));

it("groups jobs that a rule reads together, and keeps every other job separate", () => {
  expect(families.filter(({ length }) => length > 1)).toEqual([
    // For the alerts about a server that is unseen while the backend's requests fail, about both programs' connections to
    // Kafka, and about a MongoDB that the backend reaches and the exporter does not.
    ["backend", "postgres-exporter", "redis-exporter", "mongodb-exporter", "worker"],
    ["prometheus", "alertmanager"],
  ]);
  expect(families.flat().sort()).toEqual([...JOBS].sort());
});

it("traces recorded series back to the jobs that they are recorded from", () => {
  expect(jobsRead("slo:requests:increase_period", groups, JOBS)).toEqual(["backend"]);
});

it("can divide the jobs of a stack into two or three shards", () => {
  expect(possible).toEqual(expect.arrayContaining([2, 3]));
});

describe.each(possible)("with %i shards", (count) => {
  const shards = dividedInto(count, families);
  const ofShard = shards.map(({ jobs }) => alertGroups({ ...context, jobs }));

  it("each job belongs to exactly one shard", () => {
    expect(shards.flatMap(({ jobs }) => jobs).sort()).toEqual([...JOBS].sort());
  });

  it("each rule is unchanged, on the shard that has all jobs it reads", () => {
    const alone = rulesIn(groups).filter((rule) => !/"alert":"Target(Down|Absent)"/.test(rule));
    const divided = ofShard
      .flatMap(rulesIn)
      .filter((rule) => !/"alert":"Target(Down|Absent)"/.test(rule));
    expect([...divided].sort()).toEqual([...alone].sort());
    shards.forEach(({ jobs }, index) => {
      for (const rule of ofShard[index]!.flatMap(({ rules }) => rules)) {
        if ("alert" in rule && rule.alert === "TargetDown") continue;
        const strange = jobsRead(rule.expr, ofShard[index]!, JOBS).filter(
          (job) => !jobs.includes(job),
        );
        expect([rule.expr, strange]).toEqual([rule.expr, []]);
      }
    });
  });

  it("each shard alerts on the absence of its own jobs only", () => {
    shards.forEach(({ jobs }, index) => {
      const named = [...JSON.stringify(ofShard[index]).matchAll(/absent\(up\{job=\\"([^"\\]+)/g)];
      const absent = new Set(named.map(([, job]) => job));
      expect(JOBS.filter((job) => absent.has(job))).toEqual(
        JOBS.filter((job) => jobs.includes(job)),
      );
      expect(JSON.stringify(ofShard[index])).toContain('"TargetDown"');
    });
  });

  it("only the shard that scrapes Prometheus has the Watchdog alert", () => {
    const alive = shards.filter((_, i) => JSON.stringify(ofShard[i]).includes('"Watchdog"'));
    expect(alive.map(({ jobs }) => jobs.includes("prometheus"))).toEqual([true]);
  });
});

it("rejects a number of shards that leaves one empty, and lists the valid numbers", () => {
  const few = families.slice(0, 2);
  expect(() => dividedInto(9, few)).toThrow(
    /^prometheus\.shards: must be one of 1.* got 9: the hash of no job's name falls on shard/,
  );
});

it("hashes like Prometheus, which keeps each job's targets on the shard with its rules", async () => {
  const count = 3;
  for (const shard of dividedInto(count, families)) {
    const kept = await targetsKept(shardRelabelings(shard));
    expect(kept).toEqual([...shard.jobs].sort());
  }
  expect(hashmod("backend", 1)).toBe(0);
});

/** The jobs whose only target a real Prometheus keeps. */
async function targetsKept(relabel_configs: readonly object[]): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), "shard-"));
  const socket = createServer().listen(0, "127.0.0.1");
  await once(socket, "listening");
  const { port } = socket.address() as AddressInfo;
  socket.close();
  const config = {
    scrape_configs: JOBS.map((job_name) => ({
      job_name,
      relabel_configs,
      static_configs: [{ targets: ["127.0.0.1:1"] }],
    })),
  };
  writeFileSync(join(folder, "prometheus.yml"), toYaml(config));
  const server = spawn(
    toolPath("prometheus"),
    [
      `--config.file=${folder}/prometheus.yml`,
      `--storage.tsdb.path=${folder}/data`,
      `--web.listen-address=127.0.0.1:${String(port)}`,
    ],
    { stdio: "ignore" },
  );
  try {
    const found = await poll(
      async () => {
        const response = await fetch(`http://127.0.0.1:${String(port)}/api/v1/targets`).catch(
          () => undefined,
        );
        if (!response?.ok) return undefined;
        const { data } = (await response.json()) as {
          data: { activeTargets: { scrapePool: string }[]; droppedTargets: object[] };
        };
        const all = data.activeTargets.length + data.droppedTargets.length === JOBS.length;
        return all && data.activeTargets.map(({ scrapePool }) => scrapePool).sort();
      },
      { seconds: 20, everyMs: 100 },
    );
    if (!found) throw new Error("Prometheus has not found its targets.");
    return found;
  } finally {
    server.kill("SIGKILL");
    await once(server, "exit");
    rmSync(folder, { recursive: true, force: true });
  }
}

describe("a stack of two shards", () => {
  const config = settings("prod", { prometheus: { shards: 2 } });
  const { parts: workloads, shards } = checked(config);
  const others = plan(settings("prod"));

  it("gives the first shard the name, selector and volumes of a single Prometheus", () => {
    const identity = ({ metadata, spec }: StatefulSet) => [
      metadata,
      spec.serviceName,
      spec.selector,
      spec.volumeClaimTemplates,
    ];
    expect(identity(workloads.prometheus.resource as StatefulSet)).toEqual(
      identity(others.prometheus.resource as StatefulSet),
    );
    expect(workloads.prometheus.service).toEqual(others.prometheus.service);
  });

  it("has a second shard with two replicas and the same job labels for server and sidecar", () => {
    const [second, ...more] = shards;
    expect(more).toEqual([]);
    expect(second!.resource.metadata.name).toBe("prometheus-shard-1");
    expect(second!.resource.spec.replicas).toBe(2);
    expect(second!.monitor!.spec.jobLabel).toBe("autodealgenie.dev/job");
    expect(second!.service.metadata.labels["autodealgenie.dev/job"]).toBe("prometheus");
    expect(second!.sidecar!.service.metadata).toMatchObject({
      name: "thanos-sidecar-shard-1",
      labels: { "autodealgenie.dev/job": "thanos-sidecar" },
    });
    expect(second!.budget).toBeDefined();
  });

  it("is queried as a whole by Thanos Query", () => {
    const { args } = workloads.thanosQuery!.resource.spec.template.spec!.containers[0]!;
    expect(args!.filter((arg) => arg.startsWith("--endpoint="))).toEqual([
      "--endpoint=dnssrv+_grpc._tcp.thanos-sidecar.monitoring.svc",
      "--endpoint=dnssrv+_grpc._tcp.thanos-sidecar-shard-1.monitoring.svc",
      "--endpoint=dnssrv+_grpc._tcp.thanos-store.monitoring.svc",
    ]);
  });

  it("is rendered with a configuration and rules for each shard", async () => {
    const { files } = await renderStack("prod", { overrides: { prometheus: { shards: 2 } } });
    const alerts = (path: string) => {
      const { groups: found } = load(files.get(path)!) as {
        groups: { rules: { alert?: string }[] }[];
      };
      return found.flatMap(({ rules }) => rules).map(({ alert }) => alert);
    };
    const [first, second] = ["prometheus", "prometheus-shard-1"].map((folder) =>
      alerts(`${folder}/rules/alerts.yml`),
    );
    expect(first).toContain("TargetAbsent");
    expect(second).toContain("TargetAbsent");
    expect([first, second].filter((names) => names!.includes("ServiceDown"))).toHaveLength(1);
    expect(files.get("prometheus/prometheus.yml")).toContain("regex: 0;|.+;.+");
    expect(files.get("prometheus-shard-1/prometheus.yml")).toContain("regex: 1;|.+;.+");
  });
});

describe("undelivered alerts of several Prometheus servers", () => {
  const several = alertGroups({ ...context, replicated: true });
  const counters = (service: string, pod: string, sent: string, dropped: string) => {
    const of = (what: string) =>
      `prometheus_notifications_${what}_total{job="prometheus",service="${service}",pod="${pod}",alertmanager="http://a"}`;
    return { [of("sent")]: sent, [of("dropped")]: dropped };
  };
  const tell = (series: Record<string, string>, fires: readonly object[]) => {
    runRuleTest({
      groups: several,
      alert: "AlertmanagerUnreachable",
      series,
      at: "20m",
      fires: fires as readonly Record<string, string>[],
    });
  };

  it("do not page while another replica delivers them", () => {
    tell(
      {
        ...counters("prometheus", "prometheus-0", "0x40", "0+60x40"),
        ...counters("prometheus", "prometheus-1", "0+60x40", "0x40"),
      },
      [],
    );
  });

  it("page if no replica of one shard delivers anything, even if another shard does", () => {
    tell(
      {
        ...counters("prometheus", "prometheus-0", "0+60x40", "0x40"),
        ...counters("prometheus", "prometheus-1", "0+60x40", "0x40"),
        ...counters("prometheus-shard-1", "prometheus-shard-1-0", "0x40", "0+60x40"),
        ...counters("prometheus-shard-1", "prometheus-shard-1-1", "0x40", "0+60x40"),
      },
      [{}],
    );
  });
});
