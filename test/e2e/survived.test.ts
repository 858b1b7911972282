import { z } from "zod";

import { urlOf } from "../../lab/cluster/layout";
import { Traffic } from "../../lab/traffic/traffic";
import { eventually } from "../../tools/polling";
import { getJson } from "../../lab/clients/http";
import { killAndWait, metricsOf, podsOf, replaceRestarted, scale } from "../../lab/clients/pods";
import { firing, samples, type StoredSample } from "../../lab/clients/prometheus";
import { arrived, incidents, incidentsOf } from "../../lab/clients/receivers";
import { lab } from "./support/lab";
import { KILLING_TIME_SCALE, TIME_SCALE } from "./support/scale";
import { settled } from "./support/settled";

const silence = z.object({ id: z.string(), status: z.object({ state: z.string() }) });

/** Series of every target and of the backend's busiest counter. */
const WATCHED = '{__name__=~"up|http_requests_total"}';
/** Samples of a scrape that was being stored in this moment may be lost. */
const FLUSH_SECONDS = 5;

async function createSilence(): Promise<string> {
  const response = await fetch(`${urlOf("alertmanager")}/api/v2/silences`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({
      matchers: [{ name: "alertname", value: "NothingIsCalledThis", isRegex: false }],
      startsAt: new Date().toISOString(),
      endsAt: new Date(Date.now() + 3_600_000).toISOString(),
      createdBy: "live proof",
      comment: "is to survive",
    }),
  });
  return z.object({ silenceID: z.string() }).parse(await response.json()).silenceID;
}

/** How often Alertmanager has written its silences down, and its log of notifications. */
async function snapshots(): Promise<number> {
  const [pod] = await podsOf("alertmanager");
  const text = pod === undefined ? "" : await metricsOf(pod, 9093);
  const counts = [...text.matchAll(/^alertmanager_(?:silences|nflog)_maintenance_total (\d+)/gm)];
  expect(counts).toHaveLength(2);
  return Math.min(...counts.map(([, count]) => Number(count)));
}

/** Waits for a snapshot that began after now. */
async function written(): Promise<void> {
  const before = await snapshots();
  await eventually("a snapshot of Alertmanager's state", 60, async () => {
    // The first that ends may have begun before.
    expect(await snapshots()).toBeGreaterThan(before + 1);
  });
}

async function expectSilence(id: string): Promise<void> {
  await eventually("the silence", 30, async () => {
    const found = await getJson(`${urlOf("alertmanager")}/api/v2/silence/${id}`, silence);
    expect(found.status.state).toBe("active");
  });
}

/** Kills a pod and returns what was stored before that and is not there any more. */
async function lostBy(app: string, index = 0): Promise<readonly StoredSample[]> {
  const pod = (await podsOf(app))[index];
  if (pod === undefined) throw new Error(`${app} has no pod ${String(index)}.`);
  const before = await samples(`${WATCHED}[3m]`);
  expect(before).not.toEqual([]);
  const killed = Date.now() / 1000;
  await killAndWait(pod);
  const after = await eventually("Prometheus answers", 60, () => samples(`${WATCHED}[30m]`));
  const still = new Set(after.map(({ series, time }) => `${series}@${String(time)}`));
  return before
    .filter(({ time }) => time < killed - FLUSH_SECONDS)
    .filter(({ series, time }) => !still.has(`${series}@${String(time)}`));
}

/** Each pod, as its application and its place among that one's pods, in the order of being killed. */
const PODS = [
  ["postgres", 0],
  ["redis", 0],
  ["backend", 0],
  ["backend", 1],
  ["postgres-exporter", 0],
  ["redis-exporter", 0],
  ["receivers", 0],
  ["prometheus", 0],
  ["alertmanager", 0],
] as const;

describe("each pod is killed in turn", () => {
  const over = new AbortController();
  let traffic: Promise<unknown>;
  let silenceId: string;

  beforeAll(async () => {
    await lab("up", "--time-scale", String(KILLING_TIME_SCALE));
    await replaceRestarted([...new Set(PODS.map(([app]) => app))]);
    await settled();
    const options = { baseUrl: urlOf("backend"), users: 3, requestsPerSecond: 5 };
    traffic = new Traffic({ ...options, signal: over.signal }).run();
    silenceId = await createSilence();
    await written();
  });

  afterAll(async () => {
    over.abort();
    await traffic;
    await scale("statefulset/redis", "autodealgenie", 1);
    await lab("up", "--time-scale", String(TIME_SCALE));
    await fetch(`${urlOf("alertmanager")}/api/v2/silence/${silenceId}`, { method: "DELETE" });
  });

  it.each(PODS)("%s (%d): no sample and no silence is lost", async (app, index) => {
    expect(await lostBy(app, index)).toEqual([]);
    await expectSilence(silenceId);
  });

  it("wakes nobody in vain", async () => {
    await eventually("nothing fires but the watchdog", 120, async () => {
      expect(await firing()).toEqual(["Watchdog"]);
    });
    expect(await incidents()).toEqual([]);
  });

  it("pages for a fault although who tells of it is killed on the way", async () => {
    await replaceRestarted(["prometheus", "alertmanager"]);
    await scale("statefulset/redis", "autodealgenie", 0);
    await eventually("RedisDown fires", 120, async () => {
      expect(await firing()).toContain("RedisDown");
    });
    expect(await lostBy("alertmanager")).toEqual([]);
    await eventually("an open incident", 120, async () => {
      expect(await incidentsOf("RedisDown")).toMatchObject([{ state: "triggered", opened: 1 }]);
      expect(await arrived("slack", "RedisDown")).not.toEqual([]);
    });
    await written();

    expect(await lostBy("prometheus")).toEqual([]);
    expect(await lostBy("receivers")).toEqual([]);
    await eventually("RedisDown still fires", 120, async () => {
      expect(await firing()).toContain("RedisDown");
    });

    await scale("statefulset/redis", "autodealgenie", 1);
    // The budgets that it cost look back on it for longer, in the same incident.
    await eventually("RedisDown is over, and was one incident", 180, async () => {
      expect(await firing()).not.toContain("RedisDown");
      expect(await incidentsOf("RedisDown")).toMatchObject([{ opened: 1 }]);
    });
    await expectSilence(silenceId);
  });
});
