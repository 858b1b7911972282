import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { load } from "js-yaml";

import type { PrometheusConfig } from "../../../../infra/rendered-config/prometheus";
import { toYaml } from "../../../../infra/rendered-config/yaml";
import { toolPath } from "../../../../lab/builder/tools";
import { freePort } from "../../../support/freePort";
import { TlsBench } from "../../support/tlsBench";
import { rendered } from "../../../support/rendered";

/** The stack's real servers on the loopback, with the TLS configuration files that prod would give them. */
const bench = new TlsBench();
const { folder, ours, theirs } = bench;

const NAMES = ["prometheus", "alertmanager", "postgres-exporter"] as const;
type Name = (typeof NAMES)[number];

const ports = {} as Record<Name | "peer" | "mesh" | "peerMesh", number>;

beforeAll(async () => {
  const { files } = await rendered("prod");
  for (const name of NAMES) bench.give(name);
  theirs.sign("prometheus", ["prometheus", "localhost"]);
  for (const key of [
    "prometheus",
    "alertmanager",
    "postgres-exporter",
    "peer",
    "mesh",
    "peerMesh",
  ] as const) {
    ports[key] = await freePort();
  }
  const web = files.get("prometheus/tls/web.yml")!;
  for (const name of NAMES) writeFileSync(join(bench.at(name), "web.yml"), web);
  writeFileSync(
    join(bench.at("alertmanager"), "cluster.yml"),
    files.get("alertmanager/tls/cluster.yml")!,
  );
  for (const name of ["prometheus", "alertmanager"] as const) {
    const probe = files
      .get(`${name}/tls/probe.yml`)!
      .replaceAll(`/etc/${name}/tls`, bench.at(name));
    writeFileSync(join(bench.at(name), "probe.yml"), probe);
  }

  const { alerting, scrape_configs } = load(
    files.get("prometheus/prometheus.yml")!,
  ) as PrometheusConfig;
  const scrapeOf = (name: Name) => {
    const config = scrape_configs.find(({ job_name }) => job_name.includes(`/${name}/`))!;
    return {
      job_name: name,
      scheme: config.scheme,
      tls_config: "tls_config" in config ? config.tls_config : undefined,
      static_configs: [{ targets: [`127.0.0.1:${ports[name]}`] }],
    };
  };
  writeFileSync(
    join(folder, "prometheus/prometheus.yml"),
    toYaml({
      global: { scrape_interval: "1s", evaluation_interval: "1s" },
      rule_files: ["rules.yml"],
      alerting: {
        alertmanagers: alerting.alertmanagers.map((each) => ({
          ...each,
          static_configs: [{ targets: [`localhost:${ports.alertmanager}`] }],
        })),
      },
      scrape_configs: NAMES.map(scrapeOf),
    }),
  );
  writeFileSync(
    join(folder, "prometheus/rules.yml"),
    toYaml({ groups: [{ name: "g", rules: [{ alert: "Always", expr: "vector(1)" }] }] }),
  );
  writeFileSync(
    join(folder, "alertmanager/alertmanager.yml"),
    toYaml({ route: { receiver: "none" }, receivers: [{ name: "none" }] }),
  );

  const alertmanager = (web: number, mesh: number, peer: number) => [
    "--config.file=alertmanager.yml",
    `--storage.path=data-${web}`,
    `--web.listen-address=127.0.0.1:${web}`,
    "--web.config.file=tls/web.yml",
    `--cluster.listen-address=127.0.0.1:${mesh}`,
    `--cluster.peer=127.0.0.1:${peer}`,
    "--cluster.tls-config=tls/cluster.yml",
  ];
  const amFolder = join(folder, "alertmanager");
  bench.start(
    "alertmanager",
    alertmanager(ports.alertmanager, ports.mesh, ports.peerMesh),
    amFolder,
  );
  // It joins the cluster at once, for the other is there: who finds nobody looks again much later.
  await bench.until("the first Alertmanager answers", () =>
    bench.ask(ports.alertmanager, "/-/ready", ours),
  );
  bench.start("alertmanager", alertmanager(ports.peer, ports.peerMesh, ports.mesh), amFolder);
  bench.start(
    "postgres_exporter",
    [
      `--web.listen-address=127.0.0.1:${ports["postgres-exporter"]}`,
      "--web.config.file=tls/web.yml",
    ],
    join(folder, "postgres-exporter"),
  );
  bench.start(
    "prometheus",
    [
      "--config.file=prometheus.yml",
      "--storage.tsdb.path=data",
      `--web.listen-address=127.0.0.1:${ports.prometheus}`,
      "--web.config.file=tls/web.yml",
    ],
    join(folder, "prometheus"),
  );
}, 300_000);

afterAll(() => bench.end());

jest.setTimeout(120_000);

const promtool = (...args: readonly string[]) =>
  spawnSync(toolPath("promtool"), args, { encoding: "utf8" });

it("promtool accepts the servers' web configuration", () => {
  const { status, stderr } = promtool(
    "check",
    "web-config",
    join(bench.at("prometheus"), "web.yml"),
  );
  expect(stderr).toContain("SUCCESS");
  expect(status).toBe(0);
});

it("Prometheus's readiness probe succeeds", async () => {
  await bench.until("Prometheus is ready", async () => {
    const { status } = await bench.ask(ports.prometheus, "/-/ready", ours);
    return status === 200 ? true : undefined;
  });
  const { status } = promtool(
    "check",
    "ready",
    `--url=https://localhost:${ports.prometheus}`,
    `--http.config.file=${join(bench.at("prometheus"), "probe.yml")}`,
  );
  expect(status).toBe(0);
});

it("Alertmanager's readiness probe succeeds, but fails without a client certificate", async () => {
  const show = (...more: readonly string[]) =>
    spawnSync(
      toolPath("amtool"),
      ["cluster", "show", `--alertmanager.url=https://localhost:${ports.alertmanager}`, ...more],
      { encoding: "utf8" },
    );
  const { stdout } = await bench.until("Alertmanager is ready", () => {
    const shown = show(`--http.config.file=${join(bench.at("alertmanager"), "probe.yml")}`);
    return Promise.resolve(shown.status === 0 ? shown : undefined);
  });
  expect(stdout).toContain("Cluster Status");
  expect(show().status).not.toBe(0);
});

it("Prometheus scrapes Alertmanager, postgres_exporter and itself over TLS", async () => {
  const query = `/api/v1/query?query=${encodeURIComponent("up == 1")}`;
  const up = await bench.until("three targets are up", async () => {
    const { body } = await bench.ask(ports.prometheus, query, ours);
    const { data } = JSON.parse(body) as { data: { result: { metric: { job: string } }[] } };
    const jobs = data.result.map(({ metric }) => metric.job).sort();
    return jobs.length === 3 ? jobs : undefined;
  });
  expect(up).toEqual([...NAMES].sort());
});

it("Prometheus's alerts reach Alertmanager over TLS, and both Alertmanagers form a cluster", async () => {
  const alert = await bench.until("the alert arrives", async () => {
    const { body } = await bench.ask(ports.alertmanager, "/api/v2/alerts", ours);
    return (JSON.parse(body) as { labels: { alertname: string } }[])[0];
  });
  expect(alert.labels.alertname).toBe("Always");
  const peers = await bench.until("the Alertmanagers find each other", async () => {
    const { body } = await bench.ask(ports.peer, "/api/v2/status", ours);
    const { cluster } = JSON.parse(body) as { cluster: { peers: { address: string }[] } };
    return cluster.peers.length === 2 ? cluster.peers : undefined;
  });
  expect(peers.map(({ address }) => Number(address.split(":")[1])).sort()).toEqual(
    [ports.mesh, ports.peerMesh].sort(),
  );
});

it.each(NAMES)(
  "%s rejects clients without a certificate or with one from another CA",
  async (name) => {
    await bench.until(`${name} answers`, () => bench.ask(ports[name], "/metrics", ours));
    await expect(bench.ask(ports[name], "/metrics")).rejects.toThrow(
      /certificate required|ECONNRESET/,
    );
    await expect(bench.ask(ports[name], "/metrics", theirs)).rejects.toThrow(
      /unknown ca|bad certificate|ECONNRESET/,
    );
  },
);

it.each(NAMES)(
  "%s presents a renewed certificate on the next connection, without a restart",
  async (name) => {
    const before = (await bench.ask(ports[name], "/metrics", ours)).fingerprint;
    bench.give(name);
    expect((await bench.ask(ports[name], "/metrics", ours)).fingerprint).not.toBe(before);
    expect(bench.running.every(({ exitCode }) => exitCode === null)).toBe(true);
  },
);
