import { eventually } from "../../tools/polling";
import { killAndWait, podsOf, replaceRestarted, scale } from "../../lab/clients/pods";
import { firing, samples, type StoredSample } from "../../lab/clients/prometheus";
import { arrived, clear, incidents, incidentsOf } from "../../lab/clients/receivers";
import { lab } from "./support/lab";
import { fewPeople } from "./support/people";
import { KILLING_TIME_SCALE, TIME_SCALE } from "./support/scale";
import { gone } from "./support/gone";
import { settled } from "./support/settled";
import { createSilence, deleteSilence, expectSilence, written } from "./support/silence";

/** The series of every target's up, and of the backend's busiest counter. */
const WATCHED = '{__name__=~"up|http_requests_total"}';
/** Samples of a scrape that is being stored at that moment may be lost. */
const FLUSH_SECONDS = 5;

/** Kills a pod and returns the stored samples that are missing afterwards. */
async function lostBy(app: string, index = 0): Promise<readonly StoredSample[]> {
  const pod = (await podsOf(app))[index];
  if (pod === undefined) throw new Error(`${app} has no pod ${String(index)}.`);
  const before = await samples(`${WATCHED}[3m]`);
  expect(before).not.toEqual([]);
  const killed = Date.now() / 1000;
  await killAndWait(pod);
  return gone(
    before.filter(({ time }) => time < killed - FLUSH_SECONDS),
    WATCHED,
  );
}

/** Each pod, by application and index, in the order in which they are killed. */
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
    traffic = fewPeople(over.signal).run();
    silenceId = await createSilence();
    await written();
  });

  afterAll(async () => {
    over.abort();
    await traffic;
    await scale("statefulset/redis", "autodealgenie", 1);
    await lab("up", "--time-scale", String(TIME_SCALE));
    await deleteSilence(silenceId);
  });

  it.each(PODS)("%s (%d): no sample and no silence is lost", async (app, index) => {
    expect(await lostBy(app, index)).toEqual([]);
    await expectSilence(silenceId);
  });

  it("no false alert fires or pages", async () => {
    await eventually("nothing fires but the watchdog", 120, async () => {
      expect(await firing()).toEqual(["Watchdog"]);
    });
    expect(await incidents()).toEqual([]);
  });

  it("a fault opens one incident, even if Alertmanager, Prometheus and the receivers are killed", async () => {
    await replaceRestarted(["prometheus", "alertmanager"]);
    // The kills may have opened and resolved an incident for an objective, which would be the same incident as
    // RedisDown's.
    await clear();
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
    // Alerts on the budgets look back for longer, and belong to the same incident.
    await eventually("RedisDown is over, and was one incident", 180, async () => {
      expect(await firing()).not.toContain("RedisDown");
      expect(await incidentsOf("RedisDown")).toMatchObject([{ opened: 1 }]);
    });
    await expectSilence(silenceId);
  });
});
