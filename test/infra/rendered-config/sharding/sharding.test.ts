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

it("keeps together what a rule reads together, and else each job by itself", () => {
  expect(families.filter(({ length }) => length > 1)).toEqual([
    // For the alerts about a server that is unseen while the backend's requests fail, about both programs' connections to
    // Kafka, and about a MongoDB that the backend reaches and the exporter does not.
    ["backend", "postgres-exporter", "redis-exporter", "mongodb-exporter", "worker"],
    ["prometheus", "alertmanager"],
  ]);
  expect(families.flat().sort()).toEqual([...JOBS].sort());
});

it("follows what is recorded to what it is recorded of", () => {
  expect(jobsRead("slo:requests:increase_period", groups, JOBS)).toEqual(["backend"]);
});

it("can divide the jobs of a stack by two and by three", () => {
  expect(possible).toEqual(expect.arrayContaining([2, 3]));
});

describe.each(possible)("of %i shards", (count) => {
  const shards = dividedInto(count, families);
  const ofShard = shards.map(({ jobs }) => alertGroups({ ...context, jobs }));

  it("each job is one's", () => {
    expect(shards.flatMap(({ jobs }) => jobs).sort()).toEqual([...JOBS].sort());
  });

  it("each rule is on the one that has all that it reads, and is the same there", () => {
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

  it("each misses its own jobs, and nobody else's", () => {
    shards.forEach(({ jobs }, index) => {
      const named = [...JSON.stringify(ofShard[index]).matchAll(/absent\(up\{job=\\"([^"\\]+)/g)];
      const absent = new Set(named.map(([, job]) => job));
      expect(JOBS.filter((job) => absent.has(job))).toEqual(
        JOBS.filter((job) => jobs.includes(job)),
      );
      expect(JSON.stringify(ofShard[index])).toContain('"TargetDown"');
    });
  });

  it("the one that watches all of them gives the sign of life", () => {
    const alive = shards.filter((_, i) => JSON.stringify(ofShard[i]).includes('"Watchdog"'));
    expect(alive.map(({ jobs }) => jobs.includes("prometheus"))).toEqual([true]);
  });
});

it("refuses a number by which some shard would have nothing, and says which would do", () => {
  const few = families.slice(0, 2);
  expect(() => dividedInto(9, few)).toThrow(
    /^prometheus\.shards: must be one of 1.* got 9: the hash of no job's name falls on shard/,
  );
});

it("is Prometheus's own hash: each job's targets are kept by the shard that has its rules", async () => {
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

  it("leaves the first under the name, the selector and the volumes that it has alone", () => {
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

  it("has a second one of its own, with as many replicas, whose samples and sidecars are of the same jobs", () => {
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

  it("is asked as a whole by the query", () => {
    const { args } = workloads.thanosQuery!.resource.spec.template.spec!.containers[0]!;
    expect(args!.filter((arg) => arg.startsWith("--endpoint="))).toEqual([
      "--endpoint=dnssrv+_grpc._tcp.thanos-sidecar.monitoring.svc",
      "--endpoint=dnssrv+_grpc._tcp.thanos-sidecar-shard-1.monitoring.svc",
      "--endpoint=dnssrv+_grpc._tcp.thanos-store.monitoring.svc",
    ]);
  });

  it("is rendered with a configuration and rules for each", async () => {
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

  it("page nobody while another replica tells people", () => {
    tell(
      {
        ...counters("prometheus", "prometheus-0", "0x40", "0+60x40"),
        ...counters("prometheus", "prometheus-1", "0+60x40", "0x40"),
      },
      [],
    );
  });

  it("page somebody where all replicas of one shard deliver nothing, whatever the other shards do", () => {
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
