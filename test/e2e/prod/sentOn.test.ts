import { setTimeout as sleep } from "node:timers/promises";

import { z } from "zod";

import { scaledTimes } from "../../../infra/rendered-config/times";
import { prometheus } from "../../../signals/exporters/prometheus";
import { parseDuration } from "../../../signals/promql/duration";
import { eventually } from "../../../tools/polling";
import { pageOf, podsOf, processesOf, scale, signal } from "../../../lab/clients/pods";
import {
  remoteStorageCount,
  remoteStoragePage,
  storedRemotely,
} from "../../support/chaos/remoteStorage";
import { storedBy, type Stretch } from "../../support/chaos/storedSeries";
import { kubectl } from "../../../lab/cluster/kubectl";
import { REMOTE_STORAGE_APP, REMOTE_STORAGE_NAMESPACE } from "../../../lab/remoteStorage/addresses";
import { gapsIn, OF_ONE } from "../../support/chaos/gaps";
import { sentOn, type Missing, type SentOn } from "../../support/chaos/sentOn";
import { PROD_TIME_SCALE } from "../support/scale";
import { expectedJobs, settled } from "../support/settled";

const PROMETHEUS_PORT = 9090;
const INTERVAL = parseDuration(scaledTimes(PROD_TIME_SCALE).scrapeInterval) / 1000;
const EVERYTHING = '{__name__=~".+"}';
/** How far stored samples lag behind: a batch waits for 5 s, and VictoriaMetrics shows it 2 s later. */
const BEHIND_SECONDS = 30;
const PENDING = "RemoteWriteBehind";
/** The limit of that alert, and a few evaluations. */
const AWAY_SECONDS = 200;
/**
 * The maximum age of a sample that VictoriaMetrics had acknowledged but not yet written when it was killed. cAdvisor's
 * samples have their own timestamps, up to an interval before the scrape.
 */
const UNWRITTEN_SECONDS = 30;

const WORKLOAD = `statefulset/${REMOTE_STORAGE_APP}` as const;

const rules = z.object({
  data: z.object({
    groups: z.array(
      z.object({
        rules: z.array(
          z.object({ name: z.string(), health: z.string(), state: z.string().optional() }),
        ),
      }),
    ),
  }),
});

const vector = z.object({ data: z.object({ result: z.array(z.unknown()) }) });

const say = (text: string) => process.stderr.write(`${new Date().toISOString()} ${text}\n`);

const now = () => Date.now() / 1000;

/** The last multiple of the interval before a time, at which an interval ends. */
const edge = (time: number) => Math.floor(time / INTERVAL) * INTERVAL;

/** What became of everything that each Prometheus stored in a time range. */
async function became(stretch: Stretch): Promise<SentOn> {
  const replicas = [];
  for (const pod of await podsOf("prometheus")) replicas.push(await storedBy(pod, stretch));
  expect(replicas).toHaveLength(2);
  return sentOn({
    replicas,
    received: await storedRemotely(stretch),
    interval: INTERVAL * 1000,
    // Prometheus adds this label when it sends.
    without: ["environment"],
  });
}

/** There may be tens of thousands, and the first few are enough. */
function expectNone(of: readonly Missing[]): void {
  expect({ count: of.length, first: of.slice(0, 3) }).toEqual({ count: 0, first: [] });
}

async function alertsOf(pod: Parameters<typeof pageOf>[0]) {
  const { data } = rules.parse(JSON.parse(await pageOf(pod, PROMETHEUS_PORT, "api/v1/rules")));
  return data.groups
    .flatMap((group) => group.rules)
    .filter(({ name }) => name.startsWith("RemoteWrite"));
}

beforeAll(() => settled());

describe("VictoriaMetrics as prod's remote storage", () => {
  it("has series of every job", async () => {
    const end = now() - BEHIND_SECONDS;
    const up = await storedRemotely({ selector: "up", start: end - 60, end });
    const jobs = [...new Set(up.map(({ labels }) => labels.job))].sort();
    expect(jobs).toEqual(await expectedJobs());
    for (const { labels } of up) {
      expect(labels.environment).toBe("prod");
      expect(labels).not.toHaveProperty("prometheus_replica");
    }
  });

  it("returns one sample per series and interval, the newest of both replicas", async () => {
    const end = edge(now() - BEHIND_SECONDS);
    const result = await became({ selector: EVERYTHING, start: end - 4 * INTERVAL, end });
    expect(result.expected).toBeGreaterThan(10_000);
    expect(result.older).toBe(0);
    for (const wrong of [result.missing, result.altered, result.surplus]) expectNone(wrong);
    const inserted = await remoteStorageCount("vm_rows_inserted_total", "promremotewrite");
    const dropped = await remoteStorageCount("vm_deduplicated_samples_total");
    expect(dropped).toBeGreaterThan(0);
    say(
      `In a minute ${String(result.expected)} samples were to be there, and are. Of ${String(inserted)} sent in all, merges and queries have dropped ${String(dropped)} as another replica's.`,
    );
  });

  it.each([
    ["no password", undefined],
    ["another password", "wrong"],
  ])("rejects requests with %s", async (_, password) => {
    await expect(remoteStoragePage("api/v1/query?query=up", password)).rejects.toThrow(
      /it answered 401/,
    );
  });

  it("is written to by both Prometheus replicas, with remote-write metrics and alerts", async () => {
    const metrics = [
      prometheus.prometheus_remote_storage_samples_total,
      prometheus.prometheus_remote_storage_samples_failed_total,
      prometheus.prometheus_remote_storage_queue_highest_sent_timestamp_seconds,
      prometheus.prometheus_remote_storage_shards_desired,
      prometheus.prometheus_remote_storage_shards_max,
    ];
    for (const pod of await podsOf("prometheus")) {
      for (const { name } of metrics) {
        const query = `${name}{pod="${pod.metadata.name}",remote_name="victoria"}`;
        const path = `api/v1/query?${new URLSearchParams({ query }).toString()}`;
        const { data } = vector.parse(JSON.parse(await pageOf(pod, PROMETHEUS_PORT, path)));
        expect({ name, series: data.result.length }).toEqual({ name, series: 1 });
      }
      expect(await alertsOf(pod)).toEqual([
        { name: "RemoteWriteBehind", health: "ok", state: "inactive" },
        { name: "RemoteWriteFailing", health: "ok", state: "inactive" },
      ]);
    }
  });
});

describe("an outage of VictoriaMetrics after kill -9", () => {
  let killed = 0;
  let back = 0;
  let caughtUp = 0;

  beforeAll(async () => {
    const [pod] = await podsOf(REMOTE_STORAGE_APP);
    const pids = processesOf(pod!);
    expect(pids).not.toEqual([]);
    // Stopped first, so that it cannot write anything when it is told to exit.
    signal(pids, "SIGSTOP");
    killed = now();
    await kubectl([
      ...["scale", WORKLOAD, `--namespace=${REMOTE_STORAGE_NAMESPACE}`, "--replicas=0"],
    ]);
    signal(pids, "SIGKILL");
    say("VictoriaMetrics is killed");
  }, 60_000);

  afterAll(() => scale(WORKLOAD, REMOTE_STORAGE_NAMESPACE, 1), 180_000);

  it("makes RemoteWriteBehind pending in each Prometheus", async () => {
    await eventually(`${PENDING} is pending at each`, AWAY_SECONDS, async () => {
      for (const pod of await podsOf("prometheus")) {
        expect((await alertsOf(pod)).find(({ name }) => name === PENDING)?.state).toBe("pending");
      }
    });
  }, 240_000);

  it("loses no samples, because all are sent later from the write-ahead log", async () => {
    await scale(WORKLOAD, REMOTE_STORAGE_NAMESPACE, 1);
    back = now();
    await eventually("the newest samples have arrived", 120, async () => {
      const end = now();
      const up = await storedRemotely({ selector: "up", start: end - 30, end });
      expect(up.length).toBeGreaterThan(0);
    });
    caughtUp = now();
    await sleep(BEHIND_SECONDS * 1000);
    const away = await became({ selector: EVERYTHING, start: edge(killed), end: edge(back) });
    const before = await became({
      selector: EVERYTHING,
      start: edge(killed) - 4 * INTERVAL,
      end: edge(killed),
    });
    // What it had acknowledged and not yet written is lost, as -inmemoryDataFlushInterval documents.
    const all = [...before.missing, ...away.missing];
    const unwritten = all.filter(
      ({ time }) => time >= (killed - UNWRITTEN_SECONDS) * 1000 && time <= killed * 1000,
    );
    const lost = all.filter((each) => !unwritten.includes(each));
    say(
      `Away for ${(back - killed).toFixed(0)} s, the newest samples there ${(caughtUp - back).toFixed(0)} s later. ` +
        `Of ${String(away.expected)} samples of that time ${String(lost.length)} are missing. ` +
        `Of those just before it, acknowledged and not yet written, ${String(unwritten.length)} are.`,
    );
    expectNone(lost);
    expectNone([...away.altered, ...away.surplus, ...before.altered, ...before.surplus]);
  }, 400_000);

  it("leaves no gap in any series", async () => {
    const end = edge(now() - BEHIND_SECONDS);
    const up = await storedRemotely({ selector: "up", start: edge(killed) - 60, end });
    const stored = up.flatMap(({ labels, samples }) =>
      samples.map(([time]) => ({ series: JSON.stringify(labels), time: time / 1000 })),
    );
    expect(gapsIn(stored, INTERVAL, OF_ONE)).toEqual([]);
  });
});
