import { setTimeout as sleep } from "node:timers/promises";

import { MONITORING } from "../../../infra/objects/names";
import { scaledTimes } from "../../../infra/rendered-config/times";
import { parseDuration } from "../../../signals/promql/duration";
import { podsOf, processesOf, scale, signal } from "../../../lab/clients/pods";
import { query } from "../../../lab/clients/prometheus";
import { kubectl, kubectlGet } from "../../../lab/cluster/kubectl";
import {
  CORTEX_APP,
  CORTEX_HOST,
  CORTEX_NAMESPACE,
  CORTEX_PORT,
  CORTEX_WRITE,
} from "../../../lab/cortex/addresses";
import { FAILOVER_SECONDS } from "../../../lab/cortex/manifests";
import { eventually } from "../../../tools/polling";
import {
  cortexMetrics,
  cortexPage,
  electedReplica,
  storedInCortex,
  tenants,
} from "../../support/chaos/cortex";
import { gapsIn, OF_ONE } from "../../support/chaos/gaps";
import { askOutsider } from "../../support/chaos/outsider";
import { sentOn, type Missing } from "../../support/chaos/sentOn";
import { storedBy, type Stretch } from "../../support/chaos/storedSeries";
import { queriesOf } from "../../support/grafanaDatasource";
import { PROD_TIME_SCALE } from "../support/scale";
import { expectedJobs, settled } from "../support/settled";

const INTERVAL = parseDuration(scaledTimes(PROD_TIME_SCALE).scrapeInterval) / 1000;
const EVERYTHING = '{__name__=~".+"}';
/** How far stored samples lag behind: a batch waits for 5 s. */
const BEHIND_SECONDS = 30;
const AWAY_SECONDS = 60;
/** Longer than Cortex waits for the elected replica, and shorter than the kubelet does. */
const HUNG_SECONDS = FAILOVER_SECONDS + 15;
const QUERY = "api/v1/query?query=up";

const WORKLOAD = `statefulset/${CORTEX_APP}` as const;

const { stack, other } = tenants();

const say = (text: string) => process.stderr.write(`${new Date().toISOString()} ${text}\n`);
const now = () => Date.now() / 1000;

const stored = (stretch: Stretch) => storedInCortex(stretch, stack);

async function podNamed(name: string) {
  const pod = (await podsOf("prometheus")).find(({ metadata }) => metadata.name === name);
  if (pod === undefined) throw new Error(`There is no pod ${name}.`);
  return pod;
}

/** What became of everything that one replica stored in a time range: each sample counts for itself. */
async function became(replica: string, stretch: Stretch) {
  return sentOn({
    replicas: [await storedBy(await podNamed(replica), stretch)],
    received: await stored(stretch),
    interval: 1,
    // Prometheus adds these labels when it sends.
    without: ["environment", "cluster"],
  });
}

/** There may be tens of thousands, and the first few are enough. */
function expectNone(of: readonly Missing[]): void {
  expect({ count: of.length, first: of.slice(0, 3) }).toEqual({ count: 0, first: [] });
}

/** The gaps in the stored samples of `up` in a time range. @param most in seconds */
async function gaps(start: number, end: number, most: number) {
  const up = await stored({ selector: "up", start, end });
  const samples = up.flatMap(({ labels, samples }) =>
    samples.map(([time]) => ({ series: JSON.stringify(labels), time: time / 1000 })),
  );
  expect(samples.length).toBeGreaterThan(0);
  return gapsIn(samples, INTERVAL, most / INTERVAL);
}

beforeAll(() => settled());

describe("Cortex, which receives prod's samples", () => {
  it("has series of every job, and only of the tenant's cluster", async () => {
    const end = now() - BEHIND_SECONDS;
    const up = await stored({ selector: "up", start: end - 60, end });
    expect([...new Set(up.map(({ labels }) => labels.job))].sort()).toEqual(await expectedJobs());
    for (const { labels } of up) {
      expect(labels).toMatchObject({ environment: "prod", cluster: "prod" });
      expect(labels).not.toHaveProperty("prometheus_replica");
      expect(labels).not.toHaveProperty("__replica__");
    }
  });

  it("has every sample of the elected replica, and none of the other's", async () => {
    const end = now() - BEHIND_SECONDS;
    const elected = await electedReplica();
    const result = await became(elected, { selector: EVERYTHING, start: end - 60, end });
    expect(result.expected).toBeGreaterThan(10_000);
    for (const wrong of [result.missing, result.altered, result.surplus]) expectNone(wrong);
    expect(await cortexMetrics()).toMatch(/^cortex_distributor_deduped_samples_total\{.*\} [1-9]/m);
    say(`All ${String(result.expected)} samples that ${elected} had in a minute, and no other.`);
  });

  it("shows another tenant nothing, and rejects requests without the right password", async () => {
    expect(await storedInCortex({ selector: "up", start: now() - 60, end: now() }, other)).toEqual(
      [],
    );
    const path = `prometheus/${QUERY}`;
    await expect(cortexPage(path, stack, null)).rejects.toThrow(/it answered 401/);
    const wrong = { ...stack, password: other.password };
    await expect(cortexPage(path, stack, wrong)).rejects.toThrow(/it answered 401/);
    await expect(cortexPage(path, stack, other)).rejects.toThrow(/it answered 4\d\d/);
    await expect(cortexPage("cortex/metrics", stack, stack)).rejects.toThrow(/it answered 4\d\d/);
  });

  it("answers queries from Grafana's data source", async () => {
    const { data: files } = await kubectlGet<{ data: Record<string, string> }>([
      ...["configmap", "grafana-datasources", `--namespace=${MONITORING}`],
    ]);
    const { data: secret } = await kubectlGet<{ data: Record<string, string> }>([
      ...["secret", "grafana", `--namespace=${MONITORING}`],
    ]);
    const { url, headers } = queriesOf(
      files["prometheus.yaml"] ?? "",
      (name) => Buffer.from(secret[name] ?? "", "base64").toString(),
      `remote-${CORTEX_WRITE.name}`,
    );
    const [pod] = await podsOf(CORTEX_APP);
    const { host, pathname } = new URL(url);
    expect(host).toBe(`${CORTEX_HOST}:${String(CORTEX_PORT)}`);
    const answer = await askOutsider(
      `${pod?.status.podIP ?? ""}:${String(CORTEX_PORT)}`,
      CORTEX_HOST,
      `${pathname.slice(1)}/${QUERY}`,
      headers,
    );
    const { data } = JSON.parse(answer) as { data: { result: readonly unknown[] } };
    expect(data.result.length).toBeGreaterThan(0);
  });
});

describe("while Cortex is down for a minute after kill -9", () => {
  it("no sample is lost: all are sent from the write-ahead log", async () => {
    const [pod] = await podsOf(CORTEX_APP);
    const pids = processesOf(pod!);
    expect(pids).not.toEqual([]);
    // Stopped first, so that it cannot write anything when it is told to exit.
    signal(pids, "SIGSTOP");
    const killed = now();
    await kubectl(["scale", WORKLOAD, `--namespace=${CORTEX_NAMESPACE}`, "--replicas=0"]);
    signal(pids, "SIGKILL");
    say("Cortex is killed");
    await sleep(AWAY_SECONDS * 1000);
    await scale(WORKLOAD, CORTEX_NAMESPACE, 1);
    const back = now();
    await eventually("the newest samples have arrived", 180, async () => {
      const end = now();
      const up = await stored({ selector: "up", start: end - 30, end });
      expect(up.length).toBeGreaterThan(0);
    });
    const caughtUp = now();
    await sleep(BEHIND_SECONDS * 1000);
    const elected = await electedReplica();
    const away = await became(elected, { selector: EVERYTHING, start: killed, end: back });
    say(
      `Away for ${(back - killed).toFixed(0)} s, the newest samples there ${(caughtUp - back).toFixed(0)} s later. ` +
        `Of ${String(away.expected)} samples that ${elected} had of that time ${String(away.missing.length)} are missing.`,
    );
    expect(away.expected).toBeGreaterThan(10_000);
    for (const wrong of [away.missing, away.altered, away.surplus]) expectNone(wrong);
    expect(await gaps(killed - 60, now() - BEHIND_SECONDS, OF_ONE * INTERVAL)).toEqual([]);
    expect(
      await query(
        `increase(prometheus_remote_storage_samples_failed_total{remote_name="${CORTEX_WRITE.name}"}[10m]) > 0`,
      ),
    ).toEqual([]);
  }, 600_000);
});

describe("while the elected replica hangs", () => {
  it("Cortex accepts the other replica's samples after its failover timeout", async () => {
    const hung = await electedReplica();
    const pids = processesOf(await podNamed(hung));
    const since = now();
    signal(pids, "SIGSTOP");
    say(`${hung} is stopped`);
    try {
      await eventually("the other replica is elected", HUNG_SECONDS, async () => {
        expect(await electedReplica()).not.toBe(hung);
      });
      say(`The other replica is elected after ${(now() - since).toFixed(0)} s`);
    } finally {
      signal(pids, "SIGCONT");
    }
    await sleep(BEHIND_SECONDS * 2 * 1000);
    // Until then, Cortex accepts samples of neither.
    const most = FAILOVER_SECONDS + OF_ONE * INTERVAL;
    expect(await gaps(since - 60, now() - BEHIND_SECONDS, most)).toEqual([]);
  }, 300_000);
});
