import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { eventually } from "../../tools/polling";
import type { Tenant } from "../../lab/cortex/config";
import { basicAuthorization } from "../support/basicAuthorization";
import { electedIn } from "../support/cortexTracker";
import { queriesOf } from "../support/grafanaDatasource";
import { FAILOVER_SECONDS, startCortex, type Cortex } from "./support/cortex";
import { startPrometheus, type Prometheus } from "./support/prometheus";
import { application, killAll } from "./support/servers";
import { pieces, type Pieces } from "./support/stack";

interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

const SHOP: Tenant = { name: "shop", username: "prometheus", password: "only for the shop" };
const OTHER: Tenant = { name: "other", username: "somebody", password: "only for others" };
/** How long it is down. Prometheus sends the pending samples once it is back. */
const AWAY_SECONDS = 60;

const NAMES = ["prometheus-0", "prometheus-1"];

const folder = mkdtempSync(join(tmpdir(), "adg-cortex-"));
let cortex: Cortex;
let stack: Pieces;
let shop: Awaited<ReturnType<typeof application>>;
let replicas: readonly Prometheus[];

/** @param by the tenant whose password is used; null for none */
function request(path: string, { name }: Tenant, by: Tenant | null): Promise<Response> {
  const headers = {
    "X-Scope-OrgID": name,
    ...(by && basicAuthorization(by.username, by.password)),
  };
  return fetch(`${cortex.url}${path}`, { headers });
}

async function ask(query: string, tenant: Tenant = SHOP): Promise<readonly Sample[]> {
  const path = `/prometheus/api/v1/query?${new URLSearchParams({ query }).toString()}`;
  const response = await request(path, tenant, tenant);
  if (!response.ok) throw new Error(`${String(response.status)}: ${await response.text()}`);
  return ((await response.json()) as { data: { result: readonly Sample[] } }).data.result;
}

async function one(query: string): Promise<number> {
  const [sample, ...more] = await ask(query);
  if (sample === undefined || more.length > 0) {
    throw new Error(`${query} has ${JSON.stringify([sample, ...more])}`);
  }
  return Number(sample.value[1]);
}

/** The number of samples in the last seconds: samples from both replicas would be more than one per second. */
const kept = (seconds: number) => one(`count_over_time(shop_scrapes_total[${String(seconds)}s])`);

const elected = async () => electedIn(await cortex.tracker());

beforeAll(async () => {
  cortex = await startCortex(join(folder, "cortex"), [SHOP, OTHER]);
  shop = await application();
  stack = await pieces({
    overrides: {
      prometheus: { replicas: 2 },
      // Two replicas require it, although none of it runs here.
      thanos: {},
      objectStorage: {
        type: "s3",
        bucket: "samples",
        endpoint: "s3.example.com",
        region: "eu-central-1",
      },
      remoteWrite: [
        {
          name: "cortex",
          url: `${cortex.url}/api/v1/push`,
          queryUrl: `${cortex.url}/prometheus`,
          auth: { type: "basic", username: SHOP.username },
          tenant: SHOP.name,
          replicaLabel: "__replica__",
          queue: { batchSendDeadline: "1s" },
        },
      ],
    },
    secrets: {
      objectStorageAccessKey: "unused",
      objectStorageSecretKey: "unused",
      "remoteWritePassword-cortex": SHOP.password,
    },
  });
  const started = NAMES.map((name) => startPrometheus({ stack, folder, name, shop: shop.port }));
  replicas = await Promise.all(started);
});

afterAll(async () => {
  await killAll();
  shop.close();
  rmSync(folder, { recursive: true, force: true });
});

it("Cortex stores each sample once although both replicas send it", async () => {
  const [series, ...more] = await eventually("samples arrive", 90, async () => {
    const found = await ask("shop_scrapes_total");
    if (found.length === 0) throw new Error("none has");
    return found;
  });
  expect(more).toEqual([]);
  expect(series!.metric).toEqual({
    __name__: "shop_scrapes_total",
    cluster: "dev",
    environment: "dev",
    instance: `127.0.0.1:${String(shop.port)}`,
    job: "shop",
  });
  await eventually("each second has a sample", 60, async () => {
    expect(await kept(20)).toBeGreaterThanOrEqual(19);
  });
  expect(await kept(20)).toBeLessThanOrEqual(21);
  await eventually("the other replica's samples are left out", 60, async () => {
    expect(await cortex.metrics()).toMatch(
      /^cortex_distributor_deduped_samples_total\{.*\} [1-9]/m,
    );
  });
});

it("each tenant can access only its own series, and only with its own password", async () => {
  const path = "/prometheus/api/v1/query?query=shop_scrapes_total";
  expect(await ask("shop_scrapes_total", OTHER)).toEqual([]);
  expect((await request(path, SHOP, null)).status).toBe(401);
  expect((await request(path, SHOP, { ...SHOP, password: OTHER.password })).status).toBe(401);
  expect((await request(path, SHOP, OTHER)).ok).toBe(false);
  expect((await request("/api/v1/push", SHOP, OTHER)).ok).toBe(false);
});

it("Grafana's data source queries the tenant that Prometheus writes to", async () => {
  const files = stack.secretOf("grafana");
  const { url, headers } = queriesOf(
    stack.configMapOf("grafana-datasources")["prometheus.yaml"] ?? "",
    (name) => files[name] ?? "",
    "remote-cortex",
  );
  const response = await fetch(`${url}/api/v1/query?query=shop_scrapes_total`, { headers });
  const { data } = (await response.json()) as { data: { result: readonly Sample[] } };
  expect(data.result).toHaveLength(1);
});

it(`no samples are lost when Cortex is killed for ${String(AWAY_SECONDS)} s`, async () => {
  const before = Date.now();
  await cortex.kill();
  await sleep(AWAY_SECONDS * 1000);
  await cortex.startAgain();
  await eventually("what could not be sent has been sent", 120, async () => {
    // The range starts well before the kill.
    const seconds = Math.round((Date.now() - before) / 1000) + 10;
    expect(await kept(seconds)).toBeGreaterThanOrEqual(seconds - 3);
  });
  for (const { port } of replicas) {
    const text = await (await fetch(`http://127.0.0.1:${String(port)}/metrics`)).text();
    const failed = [
      ...text.matchAll(/^prometheus_remote_storage_samples_failed_total\{.*\} (.*)$/gm),
    ].map(([, count]) => count);
    expect(failed).toEqual(["0"]);
  }
});

it("Cortex fails over to the other replica when the elected one is lost", async () => {
  const lost = await elected();
  const since = Date.now() / 1000;
  await replicas[NAMES.indexOf(lost)]!.server.kill();
  await eventually("later samples than the lost one had are there", 90, async () => {
    expect(await one("timestamp(shop_scrapes_total)")).toBeGreaterThan(since + FAILOVER_SECONDS);
  });
  expect(await elected()).not.toBe(lost);
  // Until the failover, samples of neither replica were accepted.
  expect(await kept(60)).toBeGreaterThanOrEqual(60 - FAILOVER_SECONDS - 5);
});
