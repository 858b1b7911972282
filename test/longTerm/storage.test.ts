import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { toolPath } from "../../lab/builder/tools";
import { eventually } from "../../tools/polling";
import { here, secretFolder, startPrometheus, type Prometheus } from "./support/prometheus";
import { application, killAll, start, untilWell, type Server } from "./support/servers";
import { pieces, type Pieces } from "./support/stack";
import { freePort } from "../support/freePort";

interface Replica {
  readonly prometheus: Prometheus;
  readonly sidecar: { readonly http: number; readonly grpc: number; server: Server };
}

/** A sample in a query's answer: the labels, and the time with the value. */
interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

const KEYS = { accessKey: "longterm", secretKey: "only-for-this-test" };
const WRITER = { username: "prometheus", password: "only for remote write" };
const BUCKET = "samples";

const folder = mkdtempSync(join(tmpdir(), "adg-longterm-"));
const minioData = join(folder, "minio");
/** The time of a sample three hours ago, which would have left Prometheus's head block long before. */
const OLD_SECONDS = Math.floor(Date.now() / 1000) - 3 * 60 * 60;

let stack: Pieces;
let shop: Awaited<ReturnType<typeof application>>;
let queryPort: number;
const ports = { minio: 0, victoriaMetrics: 0 };
const replicas: Replica[] = [];

const secrets = (name: string) => secretFolder(stack, folder, name);

async function startReplica(index: number): Promise<Replica> {
  const name = `prometheus-${String(index)}`;
  const prometheus = await startPrometheus({
    stack,
    folder,
    name,
    shop: shop.port,
    ...(index === 0 && { before: withHistory }),
  });
  const [http, grpc] = [await freePort(), await freePort()];
  const sidecar = start(
    "thanos",
    here(stack.argsOf("prometheus", "thanos-sidecar"), {
      "127.0.0.1:9090": `127.0.0.1:${String(prometheus.port)}`,
      "tsdb.path=/prometheus": `tsdb.path=${prometheus.data}`,
      "/etc/secrets/": secrets("prometheus"),
      "0.0.0.0:10902": `127.0.0.1:${String(http)}`,
      "0.0.0.0:10901": `127.0.0.1:${String(grpc)}`,
    }),
  );
  await untilWell(`http://127.0.0.1:${String(http)}/-/ready`, sidecar);
  return { prometheus, sidecar: { http, grpc, server: sidecar } };
}

/** Puts a block of old samples where Prometheus would have written one. */
function withHistory(data: string): void {
  const file = join(folder, "history.txt");
  const lines = Array.from(
    { length: 10 },
    (_, i) => `shop_sales{shop="old"} ${String(i)} ${String(OLD_SECONDS + i * 15)}`,
  );
  writeFileSync(file, `# TYPE shop_sales gauge\n${lines.join("\n")}\n# EOF\n`);
  execFileSync(toolPath("promtool"), ["tsdb", "create-blocks-from", "openmetrics", file, data], {
    stdio: "pipe",
  });
}

async function ask(
  query: string,
  { dedup = true, at }: { dedup?: boolean; at?: number } = {},
): Promise<readonly Sample[]> {
  const parameters = new URLSearchParams({ query, dedup: String(dedup) });
  if (at !== undefined) parameters.set("time", String(at));
  const response = await fetch(
    `http://127.0.0.1:${String(queryPort)}/api/v1/query?${parameters.toString()}`,
  );
  const { data } = (await response.json()) as { data: { result: readonly Sample[] } };
  return data.result;
}

beforeAll(async () => {
  ports.minio = await freePort();
  ports.victoriaMetrics = await freePort();
  // With two replicas, Thanos, a bucket and a remote-write receiver, all of them on this machine.
  stack = await pieces({
    overrides: {
      prometheus: { replicas: 2 },
      thanos: {},
      objectStorage: {
        type: "s3",
        bucket: BUCKET,
        endpoint: `127.0.0.1:${String(ports.minio)}`,
        region: "us-east-1",
        insecure: true,
      },
      remoteWrite: [
        {
          name: "victoria",
          url: `http://127.0.0.1:${String(ports.victoriaMetrics)}/api/v1/write`,
          auth: { type: "basic", username: WRITER.username },
          replicaLabel: "none",
          drop: ["scrape_*"],
          queue: { batchSendDeadline: "1s" },
        },
      ],
    },
    secrets: {
      objectStorageAccessKey: KEYS.accessKey,
      objectStorageSecretKey: KEYS.secretKey,
      "remoteWritePassword-victoria": WRITER.password,
    },
  });
  shop = await application();

  mkdirSync(join(minioData, BUCKET), { recursive: true });
  writeFileSync(join(folder, "root-password"), KEYS.secretKey);
  const minio = start(
    "minio",
    [
      "server",
      "--quiet",
      `--address=127.0.0.1:${String(ports.minio)}`,
      `--console-address=127.0.0.1:${String(await freePort())}`,
      minioData,
    ],
    { MINIO_ROOT_USER: KEYS.accessKey, MINIO_ROOT_PASSWORD: KEYS.secretKey, HOME: folder },
  );
  writeFileSync(join(folder, "writer-password"), WRITER.password);
  const victoriaMetrics = start("victoria-metrics", [
    `-httpListenAddr=127.0.0.1:${String(ports.victoriaMetrics)}`,
    `-storageDataPath=${join(folder, "victoria-metrics")}`,
    `-httpAuth.username=${WRITER.username}`,
    `-httpAuth.password=file://${join(folder, "writer-password")}`,
    // Two replicas send equal series.
    "-dedup.minScrapeInterval=1s",
  ]);
  await untilWell(`http://127.0.0.1:${String(ports.minio)}/minio/health/ready`, minio);
  await untilWell(`http://127.0.0.1:${String(ports.victoriaMetrics)}/health`, victoriaMetrics);

  replicas.push(await startReplica(0), await startReplica(1));
  queryPort = await freePort();
  // These names can be resolved only in a cluster.
  const [storeGrpc, storeHttp] = [await freePort(), await freePort()];
  const [first, second] = replicas;
  const query = start("thanos", [
    ...here(stack.argsOf("thanos-query"), {
      "dnssrv+_grpc._tcp.thanos-sidecar.monitoring.svc": `127.0.0.1:${String(first!.sidecar.grpc)}`,
      "dnssrv+_grpc._tcp.thanos-store.monitoring.svc": `127.0.0.1:${String(storeGrpc)}`,
      "0.0.0.0:10902": `127.0.0.1:${String(queryPort)}`,
      "0.0.0.0:10901": `127.0.0.1:${String(await freePort())}`,
    }),
    `--endpoint=127.0.0.1:${String(second!.sidecar.grpc)}`,
  ]);
  await untilWell(`http://127.0.0.1:${String(queryPort)}/-/ready`, query);

  // The store looks at the bucket when it starts, and then every quarter of an hour.
  await eventually("a block is in the bucket", 90, () => {
    const blocks = existsSync(join(minioData, BUCKET)) ? readdirSync(join(minioData, BUCKET)) : [];
    if (!blocks.some((name) => /^[0-9A-Z]{26}$/.test(name))) {
      throw new Error(
        `there is ${blocks.join(", ") || "nothing"}; ${first!.sidecar.server.said()}`,
      );
    }
    return Promise.resolve();
  });
  const store = start(
    "thanos",
    here(stack.argsOf("thanos-store"), {
      "/etc/secrets/": secrets("thanos-store"),
      "/var/thanos": join(folder, "store"),
      "0.0.0.0:10902": `127.0.0.1:${String(storeHttp)}`,
      "0.0.0.0:10901": `127.0.0.1:${String(storeGrpc)}`,
    }),
  );
  await untilWell(`http://127.0.0.1:${String(storeHttp)}/-/ready`, store);
});

afterAll(async () => {
  await killAll();
  shop.close();
  rmSync(folder, { recursive: true, force: true });
});

it("each replica labels its series, and Thanos Query deduplicates them", async () => {
  const both = await eventually("both replicas have scraped", 90, async () => {
    const found = await ask("shop_scrapes_total", { dedup: false });
    if (found.length !== 2) throw new Error(JSON.stringify(found));
    return found;
  });
  expect(both.map(({ metric }) => metric.prometheus_replica).sort()).toEqual([
    "prometheus-0",
    "prometheus-1",
  ]);
  const [one, ...more] = await ask("shop_scrapes_total");
  expect(more).toEqual([]);
  expect(one!.metric).toMatchObject({ job: "shop", environment: "dev" });
  expect(one!.metric).not.toHaveProperty("prometheus_replica");
});

it("remote write delivers each series once, except dropped ones, with the password from a file", async () => {
  const url = (query: string) =>
    `http://127.0.0.1:${String(ports.victoriaMetrics)}/api/v1/query?query=${query}`;
  const { username, password } = WRITER;
  const basic = Buffer.from(`${username}:${password}`).toString("base64");
  const asked = async (query: string) => {
    const response = await fetch(url(query), { headers: { Authorization: `Basic ${basic}` } });
    return ((await response.json()) as { data: { result: readonly Sample[] } }).data.result;
  };
  expect((await fetch(url("up"))).status).toBe(401);
  const received = await eventually("samples arrive", 90, async () => {
    const found = await asked("shop_scrapes_total");
    if (found.length === 0) throw new Error("none has");
    return found;
  });
  expect(received.map(({ metric }) => metric)).toEqual([
    expect.objectContaining({ job: "shop", environment: "dev" }),
  ]);
  expect(received[0]!.metric).not.toHaveProperty("prometheus_replica");
  expect(await asked("up")).toHaveLength(1);
  expect(await asked("scrape_duration_seconds")).toEqual([]);
});

it("the compactor processes the bucket with the rendered retentions, and does not halt", async () => {
  const http = await freePort();
  const compactor = start(
    "thanos",
    here(stack.argsOf("thanos-compact"), {
      "/etc/secrets/": secrets("thanos-compact"),
      "/var/thanos": join(folder, "compact"),
      "0.0.0.0:10902": `127.0.0.1:${String(http)}`,
    }),
  );
  await untilWell(`http://127.0.0.1:${String(http)}/-/ready`, compactor);
  const metrics = await eventually("it has been through the bucket", 90, async () => {
    const text = await (await fetch(`http://127.0.0.1:${String(http)}/metrics`)).text();
    if (!/^thanos_compact_iterations_total [1-9]/m.test(text)) throw new Error(compactor.said());
    return text;
  });
  expect(metrics).toMatch(/^thanos_compact_halted 0$/m);
  await compactor.kill();
});

it("query results have no gap when one replica is lost", async () => {
  const [first] = replicas;
  const before = Date.now() / 1000;
  await first!.prometheus.server.kill();
  await first!.sidecar.server.kill();
  await eventually("the other one's later samples are shown", 90, async () => {
    const [sample, ...more] = await ask("timestamp(shop_scrapes_total)");
    if (more.length > 0 || Number(sample?.value[1] ?? 0) < before + 5) {
      throw new Error(JSON.stringify([sample, more]));
    }
  });
  // Each second has a sample: there could be a gap where the first one stopped.
  const [counted] = await ask("count_over_time(shop_scrapes_total[10s])");
  expect(Number(counted!.value[1])).toBeGreaterThanOrEqual(9);
});

it("old samples are read from the bucket when no Prometheus is running", async () => {
  for (const { prometheus, sidecar } of replicas) {
    await prometheus.server.kill();
    await sidecar.server.kill();
  }
  const old = await eventually("the store answers", 90, async () => {
    const found = await ask("shop_sales", { at: OLD_SECONDS + 150 });
    if (found.length === 0) throw new Error("with nothing");
    return found;
  });
  expect(old.map(({ metric, value }) => [metric.shop, metric.environment, value[1]])).toEqual([
    ["old", "dev", "9"],
  ]);
  expect(old[0]!.metric).not.toHaveProperty("prometheus_replica");
});
