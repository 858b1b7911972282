import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { TLSSocket } from "node:tls";

import { load } from "js-yaml";

import type { PrometheusConfig } from "../../infra/config-files/prometheus";
import { toYaml } from "../../infra/config-files/yaml";
import { renderStack } from "../../infra/render/render";
import { toolPath, type Tool } from "../../lab/builder/tools";
import { freePort } from "../support/freePort";
import { Authority } from "../support/pki";

/** The real servers of the stack, on the loopback, told of TLS by the very files that prod would give them. */
const folder = mkdtempSync(join(tmpdir(), "mutual-tls-"));
const ours = new Authority(join(folder, "ours"));
const theirs = new Authority(join(folder, "theirs"));
const running: ChildProcess[] = [];
let said = "";

const NAMES = ["prometheus", "alertmanager", "postgres-exporter"] as const;
type Name = (typeof NAMES)[number];
const at = (name: Name) => join(folder, name, "tls");

/** What the kubelet does when cert-manager has renewed a Secret. */
function give(name: Name): void {
  ours.sign(name, [name, "localhost"]);
  for (const [from, to] of [
    ["ca.crt", "ca.crt"],
    [`${name}.crt`, "tls.crt"],
    [`${name}.key`, "tls.key"],
  ] as const) {
    copyFileSync(join(ours.folder, from), join(at(name), to));
  }
}

function start(tool: Tool, args: readonly string[], cwd: string): void {
  const child = spawn(toolPath(tool), args, {
    cwd,
    stdio: ["ignore", "pipe", "pipe"],
    // Of no database: what the exporter says of itself is enough here.
    env: { PATH: process.env.PATH },
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (text: Buffer) => (said = (said + text.toString()).slice(-8000)));
  }
  running.push(child);
}

interface Shown {
  readonly status: number | undefined;
  readonly body: string;
  readonly fingerprint: string;
}

/** Asks as whoever has a certificate of an authority; as nobody without one. */
function ask(port: number, path: string, by?: Authority, name = "prometheus"): Promise<Shown> {
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        host: "localhost",
        port,
        path,
        agent: false,
        ca: readFileSync(join(ours.folder, "ca.crt")),
        ...(by && {
          cert: readFileSync(join(by.folder, `${name}.crt`)),
          key: readFileSync(join(by.folder, `${name}.key`)),
        }),
      },
      (response) => {
        const { socket } = response;
        if (!(socket instanceof TLSSocket)) throw new Error("It did not speak TLS.");
        const { fingerprint256: fingerprint } = socket.getPeerCertificate();
        let body = "";
        response.on("data", (text: Buffer) => (body += text.toString()));
        response.on("end", () => resolve({ status: response.statusCode, body, fingerprint }));
      },
    );
    asked.on("error", reject).end();
  });
}

async function until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const found = await look().catch(() => undefined);
    if (found !== undefined) return found;
    if (Date.now() > deadline)
      throw new Error(`${what} did not happen; the servers said:\n${said}`);
    await sleep(100);
  }
}

const ports = {} as Record<Name | "peer" | "mesh" | "peerMesh", number>;

beforeAll(async () => {
  const { files } = await renderStack("prod");
  for (const name of NAMES) {
    mkdirSync(at(name), { recursive: true });
    give(name);
  }
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
  for (const name of NAMES) writeFileSync(join(at(name), "web.yml"), web);
  writeFileSync(
    join(at("alertmanager"), "cluster.yml"),
    files.get("alertmanager/tls/cluster.yml")!,
  );
  for (const name of ["prometheus", "alertmanager"] as const) {
    const probe = files.get(`${name}/tls/probe.yml`)!.replaceAll(`/etc/${name}/tls`, at(name));
    writeFileSync(join(at(name), "probe.yml"), probe);
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
  start("alertmanager", alertmanager(ports.alertmanager, ports.mesh, ports.peerMesh), amFolder);
  start("alertmanager", alertmanager(ports.peer, ports.peerMesh, ports.mesh), amFolder);
  start(
    "postgres_exporter",
    [
      `--web.listen-address=127.0.0.1:${ports["postgres-exporter"]}`,
      "--web.config.file=tls/web.yml",
    ],
    join(folder, "postgres-exporter"),
  );
  start(
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

afterAll(async () => {
  const ends = running
    .filter(({ exitCode }) => exitCode === null)
    .map((child) => once(child, "exit"));
  for (const child of running) child.kill("SIGKILL");
  await Promise.all(ends);
  rmSync(folder, { recursive: true, force: true });
});

jest.setTimeout(120_000);

const promtool = (...args: readonly string[]) =>
  spawnSync(toolPath("promtool"), args, { encoding: "utf8" });

it("what servers are told of TLS is what Prometheus's toolkit reads", () => {
  const { status, stderr } = promtool("check", "web-config", join(at("prometheus"), "web.yml"));
  expect(stderr).toContain("SUCCESS");
  expect(status).toBe(0);
});

it("Prometheus is ready, as the probe in its container finds", async () => {
  await until("Prometheus is ready", async () => {
    const { status } = await ask(ports.prometheus, "/-/ready", ours);
    return status === 200 ? true : undefined;
  });
  const { status } = promtool(
    "check",
    "ready",
    `--url=https://localhost:${ports.prometheus}`,
    `--http.config.file=${join(at("prometheus"), "probe.yml")}`,
  );
  expect(status).toBe(0);
});

it("Alertmanager is ready, as the probe in its container finds, and not to one who shows nothing", async () => {
  const show = (...more: readonly string[]) =>
    spawnSync(
      toolPath("amtool"),
      ["cluster", "show", `--alertmanager.url=https://localhost:${ports.alertmanager}`, ...more],
      { encoding: "utf8" },
    );
  const { stdout } = await until("Alertmanager is ready", () => {
    const shown = show(`--http.config.file=${join(at("alertmanager"), "probe.yml")}`);
    return Promise.resolve(shown.status === 0 ? shown : undefined);
  });
  expect(stdout).toContain("Cluster Status");
  expect(show().status).not.toBe(0);
});

it("it scrapes each of the others, and itself, by TLS", async () => {
  const query = `/api/v1/query?query=${encodeURIComponent("up == 1")}`;
  const up = await until("three targets are up", async () => {
    const { body } = await ask(ports.prometheus, query, ours);
    const { data } = JSON.parse(body) as { data: { result: { metric: { job: string } }[] } };
    const jobs = data.result.map(({ metric }) => metric.job).sort();
    return jobs.length === 3 ? jobs : undefined;
  });
  expect(up).toEqual([...NAMES].sort());
});

it("its alerts arrive by TLS, and pass on to the other Alertmanager's cluster", async () => {
  const alert = await until("the alert arrives", async () => {
    const { body } = await ask(ports.alertmanager, "/api/v2/alerts", ours);
    return (JSON.parse(body) as { labels: { alertname: string } }[])[0];
  });
  expect(alert.labels.alertname).toBe("Always");
  const peers = await until("the Alertmanagers find each other", async () => {
    const { body } = await ask(ports.peer, "/api/v2/status", ours);
    const { cluster } = JSON.parse(body) as { cluster: { peers: { address: string }[] } };
    return cluster.peers.length === 2 ? cluster.peers : undefined;
  });
  expect(peers.map(({ address }) => Number(address.split(":")[1])).sort()).toEqual(
    [ports.mesh, ports.peerMesh].sort(),
  );
});

it.each(NAMES)(
  "%s answers nobody without a certificate, and nobody with somebody else's",
  async (name) => {
    await until(`${name} answers`, () => ask(ports[name], "/metrics", ours));
    await expect(ask(ports[name], "/metrics")).rejects.toThrow(/certificate required|ECONNRESET/);
    await expect(ask(ports[name], "/metrics", theirs)).rejects.toThrow(
      /unknown ca|bad certificate|ECONNRESET/,
    );
  },
);

it.each(NAMES)(
  "%s shows a new certificate from the next connection on, without a restart",
  async (name) => {
    const before = (await ask(ports[name], "/metrics", ours)).fingerprint;
    give(name);
    expect((await ask(ports[name], "/metrics", ours)).fingerprint).not.toBe(before);
    expect(running.every(({ exitCode }) => exitCode === null)).toBe(true);
  },
);
