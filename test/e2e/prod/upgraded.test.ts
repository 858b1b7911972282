import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { scaledTimes } from "../../../infra/rendered-config/times";
import { parseDuration } from "../../../signals/promql/duration";
import { IMAGES } from "../../../infra/versions";
import { eventually } from "../../../tools/polling";
import { podsOf, processOf } from "../../../lab/clients/pods";
import { everythingArrived } from "../../../lab/clients/receivers";
import { silence, silencesAt, unsilence } from "../../../lab/clients/silences";
import { storedBy, type StoredSeries, type Stretch } from "../../support/chaos/storedSeries";
import { exec } from "../../../lab/builder/exec";
import { PREVIOUS_IMAGES, previousImages } from "../../../lab/builder/previous";
import { build } from "../../../lab/builder/progress";
import { toolPath } from "../../../lab/builder/tools";
import { archiveOf, importImages } from "../../../lab/cluster/images";
import { addedRules } from "../../../lab/drills/faults/monitoring";
import { Asking, type Asked } from "../../support/chaos/asking";
import { gapsIn, type Gap } from "../../support/chaos/gaps";
import { schedule, trialGroup, type Planned } from "../../support/chaos/schedule";
import { everyPrometheus } from "../../support/chaos/source";
import { rowsOf, type Phase } from "../../support/chaos/rows";
import { failedOf, trialTable } from "../../support/chaos/table";
import {
  changedWorkloads,
  differences,
  roll,
  thanosVersions,
  versionsOf,
  type Images,
} from "../../support/chaos/upgrade";
import { heard, sumOf, type Heard } from "../../support/chaos/verdict";
import { PROD_TIME_SCALE } from "../support/scale";
import { settled } from "../support/settled";
import { failedRequests, people } from "./support";

/** How often an incident begins, whether something is being rolled out or not. */
const EVERY_SECONDS = 15;
/** Longer than evaluation and notification take, whichever server is down. */
const LASTING_SECONDS = 90;
/** The maximum time until Prometheus has loaded a changed ConfigMap. */
const TAKEN_SECONDS = 75;
/** From the first incident to the last: about as long as all changes take. */
const CHANGING_SECONDS = 630;
/**
 * The duration of the incident that spans all changes, which ends after the last. On a busy machine, changes take
 * longer.
 */
const LONGEST_SECONDS = 3600;
/** The time after the last incident's end until it is noticed, and the last Alertmanager in line has sent it. */
const TOLD_SECONDS = 240;
const BUILD_MS = 1_800_000;

const SPANNING = "UpgradeSpanning";
const SILENCED = "UpgradeSilenced";
const EVERYTHING = '{__name__=~".+"}';
const OLD_SERIES = "upgrade_old_sales";
const DATA_FOLDER = "/prometheus";
/** The time of the old block: complete blocks are this old. */
const OLD_SECONDS = Math.floor(Date.now() / 1000 / 7200) * 7200 - 12 * 3600;
const OLD_SAMPLES = 40;
const OLD: Stretch = { selector: OLD_SERIES, start: OLD_SECONDS - 1, end: OLD_SECONDS + 600 };

const scrapeSeconds = parseDuration(scaledTimes(PROD_TIME_SCALE).scrapeInterval) / 1000;

const { prometheus, thanos, alertmanager } = PREVIOUS_IMAGES;

/** The changes of a setting, one after another, as a person would apply them. */
const STEPS: readonly { readonly name: string; readonly images: Images }[] = [
  // Both run in one pod, so each change of either replaces every Prometheus pod.
  { name: "Prometheus, Thanos back", images: { prometheus, thanos } },
  { name: "Alertmanager back", images: { prometheus, thanos, alertmanager } },
  // As with a later version of this program, which pins other versions of each.
  { name: "all forward", images: {} },
];

const versionOf = (image: string) => image.slice(image.lastIndexOf(":v") + 2);
const now = () => Date.now() / 1000;
/** Prints to the terminal immediately: jest shows logs only at the end. */
const say = (text: string) => process.stderr.write(`${new Date().toISOString()} ${text}\n`);

/** The stored samples of each Prometheus in a time range. */
async function stored(stretch: Stretch): Promise<ReadonlyMap<string, readonly StoredSeries[]>> {
  const all = new Map<string, readonly StoredSeries[]>();
  for (const pod of await podsOf("prometheus")) {
    all.set(pod.metadata.name, await storedBy(pod, stretch));
  }
  return all;
}

/** The path of each Prometheus's volume on this machine. Rollouts change the processes, and with them the paths. */
async function dataFolders(): Promise<readonly string[]> {
  return (await podsOf("prometheus")).map((pod) =>
    join(`/proc/${String(processOf("prometheus", pod))}/root`, DATA_FOLDER),
  );
}

/**
 * Puts a block of samples from half a day ago into each Prometheus's volume, in the format of the pinned version.
 *
 * @returns a function that removes it
 */
async function withOldBlock(): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), "adg-upgraded-"));
  try {
    const file = join(folder, "history.txt");
    const lines = Array.from(
      { length: OLD_SAMPLES },
      (_, i) => `${OLD_SERIES} ${String(i)} ${String(OLD_SECONDS + i * 15)}`,
    );
    writeFileSync(file, `# TYPE ${OLD_SERIES} gauge\n${lines.join("\n")}\n# EOF\n`);
    const blocks = join(folder, "blocks");
    await exec(toolPath("promtool"), ["tsdb", "create-blocks-from", "openmetrics", file, blocks]);
    const [ulid, ...more] = readdirSync(blocks).filter((name) => /^[0-9A-Z]{26}$/.test(name));
    if (ulid === undefined || more.length > 0) throw new Error("promtool has not made one block.");
    const meta = join(blocks, ulid, "meta.json");
    const written = JSON.parse(readFileSync(meta, "utf8")) as { compaction: { level: number } };
    // The sidecar uploads only blocks of the first level to the bucket, where this one would stay.
    written.compaction.level = 2;
    writeFileSync(meta, JSON.stringify(written));
    await exec("chown", ["-R", "65534:65534", join(blocks, ulid)]);
    for (const data of await dataFolders()) await exec("cp", ["-a", join(blocks, ulid), data]);
    return async () => {
      for (const data of await dataFolders()) rmSync(join(data, ulid), { recursive: true });
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface Step extends Phase {
  /** How long the workloads took to roll out. */
  readonly seconds: number;
}

describe("while Prometheus and Alertmanager are downgraded by a minor version and upgraded again", () => {
  const steps: Step[] = [];
  /** The versions that each step found, and the stored samples that it lost or changed. */
  const found: {
    readonly step: string;
    readonly prometheus: readonly string[];
    readonly thanos: readonly string[];
    readonly alertmanager: readonly string[];
    readonly silences: readonly string[];
    readonly lost: Readonly<Record<string, readonly string[]>>;
  }[] = [];
  let planned: readonly Planned[] = [];
  let all: readonly Heard[] = [];
  let spanning: readonly Heard[] = [];
  let silenced: readonly Heard[] = [];
  let asked: readonly Asked[] = [];
  let gaps: readonly Gap[] = [];
  let failed: Readonly<Record<string, number>> = {};
  let kept = 0;
  let requests = 0;

  beforeAll(async () => {
    await build(previousImages, say);
    await importImages(previousImages.map(archiveOf));
    await settled();
    const source = await everyPrometheus();
    const removeBlock = await withOldBlock();
    const muted = await silence(SILENCED, 1, "It is known.");
    // Prometheus looks for new blocks every minute.
    await eventually("each Prometheus reads the old block", 90, async () => {
      for (const [pod, series] of await stored(OLD)) {
        expect({ pod, samples: series.map(({ samples }) => samples.length) }).toEqual({
          pod,
          samples: [OLD_SAMPLES],
        });
      }
    });

    const from = Math.ceil(now()) + TAKEN_SECONDS;
    planned = schedule({
      count: Math.floor(CHANGING_SECONDS / EVERY_SECONDS),
      from,
      everySeconds: EVERY_SECONDS,
      lastingSeconds: LASTING_SECONDS,
    });
    const spansUntil = (ends: number) =>
      [SPANNING, SILENCED].map((alertname) => ({ alertname, begins: from, ends }));
    const rulesUntil = (ends: number) => addedRules(trialGroup([...planned, ...spansUntil(ends)]));
    let undoRules = await rulesUntil(from + LONGEST_SECONDS);
    const asking = new Asking(1, async () => {
      if ((await source.query("count(up)")) !== 1) throw new Error("No answer, but no error.");
    });
    const stop = people(5, 5);
    try {
      const before: readonly Stretch[] = [
        { selector: EVERYTHING, start: now() - 90, end: now() - 30 },
        OLD,
      ];
      const kepts = [];
      for (const stretch of before) kepts.push(await stored(stretch));
      kept = [...(kepts[0]?.values() ?? [])].reduce((sum, series) => sum + series.length, 0);
      expect(now()).toBeLessThan(from);
      say(`the rules are taken; the first incident begins in ${String(Math.ceil(from - now()))} s`);
      await sleep((from - now()) * 1000 + 20_000);
      steps.push({ name: "before", from, seconds: 0 });
      for (const [index, { name, images }] of STEPS.entries()) {
        const workloads = await changedWorkloads(STEPS[index - 1]?.images ?? {}, images);
        say(`${name}: ${workloads.map(({ metadata }) => metadata.name).join(", ")}`);
        const began = now();
        const seconds = await roll(workloads);
        steps.push({ name, from: began, seconds });
        const lost: Record<string, readonly string[]> = {};
        for (const [n, stretch] of before.entries()) {
          for (const [pod, series] of await stored(stretch)) {
            const wanted = kepts[n]?.get(pod) ?? [];
            lost[`${pod} ${String(n)}`] = differences(wanted, series).different.slice(0, 3);
          }
        }
        const silences: string[] = [];
        for (const pod of await podsOf("alertmanager")) {
          const its = (await silencesAt(pod)).find(({ id }) => id === muted);
          silences.push(its?.status.state ?? "none");
        }
        found.push({
          step: name,
          prometheus: await versionsOf("prometheus"),
          thanos: await thanosVersions(),
          alertmanager: await versionsOf("alertmanager"),
          silences,
          lost,
        });
      }
      steps.push({ name: "after", from: now(), seconds: 0 });
      // Prometheus loads both changes at once, and keeps the state of each rule that fires.
      await undoRules();
      const ended = spansUntil(now());
      undoRules = await rulesUntil(now());
      await sleep(Math.max(0, from + CHANGING_SECONDS + LASTING_SECONDS - now()) * 1000);
      await eventually("the end of every incident is told", TOLD_SECONDS, async () => {
        const told = heard([...planned, ended[0]!], await everythingArrived());
        expect(sumOf(told).unresolved).toBe(0);
      }).catch((error: unknown) => {
        // The error is counted, and reported below with all others.
        say(String(error));
      });
    } finally {
      asked = await asking.stop();
      const report = await stop();
      requests = report.requests;
      failed = failedRequests(report);
      // Workloads that have not changed are left alone.
      await roll(await changedWorkloads(PREVIOUS_IMAGES, {}));
      await undoRules();
      await unsilence(muted);
      await removeBlock();
    }

    const arrived = await everythingArrived();
    all = heard(planned, arrived);
    [spanning, silenced] = [
      heard([{ ...planned[0]!, alertname: SPANNING }], arrived),
      heard([{ ...planned[0]!, alertname: SILENCED }], arrived),
    ];
    gaps = gapsIn(await source.samples(`up[${String(Math.ceil(now() - from))}s]`), scrapeSeconds);
    const rows = rowsOf(steps, { planned, all, asked, gaps });
    const times = steps
      .filter(({ seconds }) => seconds > 0)
      .map(({ name, seconds }) => `${name} ${seconds.toFixed(0)} s`);
    say(
      `${trialTable(rows, [])}\nRolled: ${times.join(", ")}. Series compared: ${String(kept)}. ` +
        `Spanning all of it: ${JSON.stringify(spanning)}. Of ${String(requests)} requests failed: ${JSON.stringify(failed)}.`,
    );
  }, BUILD_MS);

  it("each server runs the intended version after each step", () => {
    const wanted = STEPS.map(({ name, images }) => {
      const all = { ...IMAGES, ...images };
      const [p, t, a] = [all.prometheus, all.thanos, all.alertmanager].map(versionOf);
      // The query stays: see changedWorkloads.
      const q = versionOf(IMAGES.thanos);
      return { step: name, prometheus: [p, p], thanos: [q, q, t, t], alertmanager: [a, a, a] };
    });
    const are = found.map(({ step, prometheus, thanos, alertmanager }) => {
      return { step, prometheus, thanos, alertmanager };
    });
    expect(are).toEqual(wanted);
  });

  it("all earlier samples are readable after each step, from the WAL and from an old block", () => {
    expect(kept).toBeGreaterThan(10_000);
    for (const { step, lost } of found) {
      expect(Object.keys(lost)).toHaveLength(4);
      expect({ step, lost: Object.values(lost).flat() }).toEqual({ step, lost: [] });
    }
  });

  it("each Alertmanager keeps the silence after each step, and the silenced alert never notifies", () => {
    for (const { step, silences } of found) {
      expect({ step, silences }).toEqual({ step, silences: ["active", "active", "active"] });
    }
    expect(silenced).toMatchObject([{ pages: 0, posts: 0, postsOfEnd: 0 }]);
  });

  it("every incident is posted, paged exactly once, and resolved", () => {
    expect(all.filter(({ pages, posts }) => pages === 0 || posts === 0)).toEqual([]);
    expect(all.filter(({ pages }) => pages > 1)).toEqual([]);
    expect(sumOf(all).unresolved).toBe(0);
  });

  it("an incident that spans all steps is notified once and resolved once", () => {
    expect(steps.map(({ name }) => name)).toEqual([
      "before",
      ...STEPS.map(({ name }) => name),
      "after",
    ]);
    expect(spanning).toMatchObject([{ pages: 1, pageResolved: true, posts: 1, postsOfEnd: 1 }]);
  });

  it("no query through Thanos fails, and no series has a gap", () => {
    expect(failedOf(asked)).toEqual([]);
    expect(gaps).toEqual([]);
  });

  it("no backend request fails, except for timeouts", () => {
    // The backend is not changed. How many requests timed out depends on how busy the machine is, and is reported
    // above.
    expect(Object.keys(failed).filter((what) => what !== "timeout")).toEqual([]);
    expect(requests).toBeGreaterThan(500);
  });
});
