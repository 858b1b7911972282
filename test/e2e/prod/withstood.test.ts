import { setTimeout as sleep } from "node:timers/promises";

import { eventually } from "../../../tools/polling";
import { podsOf } from "../../../lab/clients/pods";
import { everyPrometheus } from "../../support/chaos/source";
import { clear, everythingArrived } from "../../../lab/clients/receivers";
import { addedRules } from "../../../lab/drills/faults/monitoring";
import { Asking, type Asked } from "../../support/chaos/asking";
import { sorted, type Fault } from "../../support/chaos/faults";
import { gapsIn, type Gap } from "../../support/chaos/gaps";
import { schedule, trialGroup } from "../../support/chaos/schedule";
import { rowsOf, type Phase, type Row } from "../../support/chaos/rows";
import { failedOf, trialTable } from "../../support/chaos/table";
import { heard, sumOf, type Heard } from "../../support/chaos/verdict";
import { scaledTimes } from "../../../infra/rendered-config/times";
import { parseDuration } from "../../../signals/promql/duration";
import { PROD_TIME_SCALE } from "../support/scale";
import { settled } from "../support/settled";
import { failedRequests, people } from "./support";

const INCIDENTS = 100;
const EVERY_SECONDS = 4;
/** Longer than evaluation and notification take, including the restart of a killed Prometheus. */
const LASTING_SECONDS = 150;
/** The maximum time until Prometheus has loaded a changed ConfigMap. */
const TAKEN_SECONDS = 90;
/** The time after the last incident's end until it is noticed, and the last Alertmanager in line has sent it. */
const TOLD_SECONDS = 300;

const times = scaledTimes(PROD_TIME_SCALE);
const scrapeSeconds = parseDuration(times.scrapeInterval) / 1000;

interface Caused extends Phase {
  readonly fault?: Fault;
}

const now = () => Date.now() / 1000;
/** Prints to the terminal immediately: jest shows logs only at the end. */
const say = (text: string) => process.stderr.write(`${new Date().toISOString()} ${text}\n`);

describe("while 100 incidents begin and end, amid monitoring faults and backend traffic", () => {
  const phases: Caused[] = [];
  let all: readonly Heard[] = [];
  let rows: readonly Row[] = [];
  let absent: readonly Fault[] = [];
  let asked: readonly Asked[] = [];
  let gaps: readonly Gap[] = [];
  let sources = 0;
  let failed: Readonly<Record<string, number>> = {};

  const faultOf = (name: string) => phases.find((phase) => phase.name === name)?.fault;

  beforeAll(async () => {
    await settled();
    await clear();
    const { present, absent: none } = await sorted();
    absent = none;
    sources = (await podsOf("prometheus")).length;
    const source = await everyPrometheus();

    const from = Math.ceil(now()) + TAKEN_SECONDS;
    const planned = schedule({
      count: INCIDENTS,
      from,
      everySeconds: EVERY_SECONDS,
      lastingSeconds: LASTING_SECONDS,
    });
    const undoRules = await addedRules(trialGroup(planned));
    const asking = new Asking(1, async () => {
      if ((await source.query("count(up)")) !== 1) throw new Error("No answer, but no error.");
    });
    const stop = people(5, 5);
    try {
      expect(now()).toBeLessThan(from);
      say(`the rules are taken; the first incident begins in ${String(Math.ceil(from - now()))} s`);
      await sleep((from - now()) * 1000);
      const step = (INCIDENTS * EVERY_SECONDS) / (present.length + 1);
      for (const [index, fault] of [undefined, ...present].entries()) {
        await sleep(Math.max(0, from + index * step - now()) * 1000);
        const begins = index === 0 ? from : now();
        say(fault?.name ?? "no fault");
        phases.push({ name: fault?.name ?? "no fault", from: begins, ...(fault && { fault }) });
        // If a fault takes longer than its share to recover, the next one starts later.
        await fault?.cause();
      }
      const last = Math.max(...planned.map(({ ends }) => ends));
      await sleep(Math.max(0, last - now()) * 1000);
      await eventually("the end of every incident is told", TOLD_SECONDS, async () => {
        const unresolved = sumOf(heard(planned, await everythingArrived())).unresolved;
        expect(unresolved).toBe(0);
      }).catch((error: unknown) => {
        // The error is counted, and reported below with all others.
        say(String(error));
      });
    } finally {
      asked = await asking.stop();
      failed = failedRequests(await stop());
      await undoRules();
    }

    const arrived = await everythingArrived();
    all = heard(planned, arrived);
    const lookBack = `${String(Math.ceil(now() - from))}s`;
    gaps = gapsIn(await source.samples(`up[${lookBack}]`), scrapeSeconds);
    rows = rowsOf(phases, { planned, all, asked, gaps });
    const table = trialTable(rows, absent);
    say(
      `Prometheus: ${String(sources)}. Requests that failed: ${JSON.stringify(failed)}.\n${table}`,
    );
  }, 2_700_000);

  it("every incident is paged and posted", () => {
    expect(all).toHaveLength(INCIDENTS);
    expect(all.filter(({ pages, posts }) => pages === 0 || posts === 0)).toEqual([]);
  });

  it("no incident is paged twice", () => {
    expect(all.filter(({ pages }) => pages > 1)).toEqual([]);
  });

  it("nothing is posted twice, unless Alertmanagers cannot share what they have sent", () => {
    for (const { name, postedAgain } of rows) {
      const excused = faultOf(name)?.dividesTellers;
      expect({ name, postedAgain: excused ? 0 : postedAgain }).toEqual({ name, postedAgain: 0 });
    }
  });

  it("every incident is resolved at PagerDuty and Slack", () => {
    expect(sumOf(all).unresolved).toBe(0);
  });

  it("queries fail only while the only Prometheus is down", () => {
    for (const { name, asked } of rows) {
      const takes = faultOf(name)?.takesSource === true;
      const excused = sources === 1 && takes;
      expect({ name, failed: excused ? [] : failedOf(asked) }).toEqual({ name, failed: [] });
    }
  });

  it("series have gaps only while the only Prometheus is down", () => {
    for (const { name, gaps } of rows) {
      const takes = faultOf(name)?.takesSource === true;
      const excused = sources === 1 && takes;
      expect({ name, gaps: excused ? [] : gaps }).toEqual({ name, gaps: [] });
    }
  });

  it("every Prometheus remote-writes its newest samples afterwards", async () => {
    const { query } = await everyPrometheus();
    const sent = "prometheus_remote_storage_queue_highest_sent_timestamp_seconds > time() - 120";
    await eventually("the newest samples are sent", 120, async () => {
      expect(await query(sent)).toBe(sources);
    });
  }, 150_000);

  it("no backend request fails", () => {
    expect(failed).toEqual({});
  });
});
