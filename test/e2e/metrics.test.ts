import { APP_ROLE } from "../../infra/settings/postgresRoles";
import { eventually } from "../../tools/polling";
import { scale } from "../../lab/clients/pods";
import { urlOf } from "../../lab/cluster/layout";
import { sql } from "../../lab/drills/faults/postgres";
import { Traffic } from "../../lab/traffic/traffic";
import { UPSTREAMS_NAMESPACE } from "../../lab/upstreams/addresses";
import { UpstreamsControl } from "../../lab/upstreams/client";
import { backendPages } from "./support/counters";
import {
  hasMoved,
  ofBackend,
  ofOthers,
  ownLabels,
  seriesOf,
  strangers,
  unmoved,
  type Declared,
} from "./support/emitted";
import { everyMishap } from "./support/mishaps";
import { settled } from "./support/settled";
import { ABSENT, EMPTY, STILL } from "./support/unseen";

/** The maximum number of series of one backend pod. */
const MOST_SERIES = 2300;
// The longest timeout is 20 seconds; then the result has to be scraped.
const SEEN_SECONDS = 120;
/**
 * In a new cluster, the usual traffic is only recorded once there has been an hour of it, which is six minutes with the
 * time scale.
 */
const LEARNED_SECONDS = 480;

async function withoutUpstreams(work: () => Promise<void>): Promise<void> {
  await scale("deployment/upstreams", UPSTREAMS_NAMESPACE, 0);
  try {
    await work();
  } finally {
    await scale("deployment/upstreams", UPSTREAMS_NAMESPACE, 1);
  }
}

/** What a probe returns for each of some metrics, by name, without those for which it returns nothing. */
async function ofEach(
  declared: readonly Declared[],
  say: (it: Declared, series: Awaited<ReturnType<typeof seriesOf>>) => readonly string[],
): Promise<Readonly<Record<string, readonly string[]>>> {
  const said = declared.map(async (it) => [it.metric.name, say(it, await seriesOf(it))] as const);
  return Object.fromEntries((await Promise.all(said)).filter(([, words]) => words.length > 0));
}

const isAbsent = ({ metric }: Declared) => ABSENT.some(({ name }) => name === metric.name);

describe("after traffic and one failure of each kind", () => {
  beforeAll(async () => {
    await settled();
    const people = { users: 3, requestsPerSecond: 40, count: 900 };
    await new Traffic({ baseUrl: urlOf("backend"), ...people }).run();
    const upstreams = new UpstreamsControl(urlOf("upstreams"));
    const baseUrl = urlOf("backend");
    await everyMishap({ baseUrl, upstreams, sql, role: APP_ROLE, withoutUpstreams });
  });

  it("every backend metric has changed, for every value of its labels", async () => {
    const excused = Object.fromEntries(
      [...new Set(STILL.map(({ name }) => name))].map((name) => [
        name,
        STILL.filter((each) => each.name === name).map(({ labelled }) => labelled),
      ]),
    );
    await eventually("everything has moved", SEEN_SECONDS, async () => {
      const still = await ofEach(
        ofBackend.filter((it) => !isAbsent(it)),
        ({ metric }, series) =>
          hasMoved(metric, series) ? unmoved(metric, series) : ["all of it"],
      );
      // The table must not contain exceptions that are not needed.
      expect(still).toEqual(excused);
    });
  });

  it("every metric of the other targets has a series", async () => {
    const missing = () =>
      ofEach(ofOthers, (it, series) => (series.length > 0 || isAbsent(it) ? [] : ["nothing"]));
    await eventually("each has a series", LEARNED_SECONDS, async () => {
      expect(await missing()).toEqual({});
    });
  }, 600_000);

  it("every metric has exactly the labels in its catalog, and only cataloged values", async () => {
    const wrong = await ofEach([...ofBackend, ...ofOthers], (it, series) => {
      if (series.length === 0) return [];
      const live = ownLabels(it.metric, series);
      const mayBeEmpty = EMPTY.filter(({ name }) => name === it.metric.name).map(
        ({ label }) => label,
      );
      const declared = Object.keys(it.metric.labels)
        .filter((label) => live.includes(label) || !mayBeEmpty.includes(label))
        .sort();
      const labels =
        String(live) === String(declared) ? [] : [`${String(live)} for ${String(declared)}`];
      return [...labels, ...strangers(it.metric, series)];
    });
    expect(wrong).toEqual({});
  });

  it(`no pod of the backend exposes more than ${String(MOST_SERIES)} series`, async () => {
    const pages = await backendPages();
    const counts = pages.map(
      (page) => page.split("\n").filter((line) => /^[a-z]/i.test(line)).length,
    );
    expect(counts).toHaveLength(2);
    expect(Math.min(...counts)).toBeGreaterThan(100);
    expect(Math.max(...counts)).toBeLessThanOrEqual(MOST_SERIES);
  });

  afterAll(async () => {
    const all = [...ofBackend, ...ofOthers];
    const silent = await ofEach(all, ({ metric }, series) =>
      series.length > 0 && (isOthers(metric.name) || hasMoved(metric, series)) ? [] : ["nothing"],
    );
    const emitted = all.length - Object.keys(silent).length;
    process.stdout.write(
      `metrics emitted live / declared: ${String(emitted)} / ${String(all.length)}\n`,
    );
  });
});

const isOthers = (name: string) => ofOthers.some(({ metric }) => metric.name === name);

it("every exception refers to a declared metric, has a reason, and is unique", () => {
  const names = [...ofBackend, ...ofOthers].map(({ metric }) => metric.name);
  expect(ABSENT.filter(({ name }) => !names.includes(name))).toEqual([]);
  const excuses = [
    ...ABSENT.map(({ name }) => name),
    ...STILL.map(({ name, labelled }) => name + labelled),
  ];
  expect(new Set(excuses).size).toBe(excuses.length);
  expect([...ABSENT, ...STILL].filter(({ because }) => because === "")).toEqual([]);
});
