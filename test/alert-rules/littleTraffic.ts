import type { Duration } from "../../signals/promql/units";
import { notation } from "../outages/series";
import type { Scenario } from "./scenario";

/** A number of minutes with these numbers of successful and failed calls per minute. */
export interface Stretch {
  readonly minutes: number;
  readonly good?: number;
  readonly bad?: number;
}

/** How an alert's calls are counted: the series of one pod, given the samples of its good and bad calls. */
export interface Counted {
  readonly labels: Readonly<Record<string, string>>;
  readonly series: (pod: string, good: string, bad: string) => Readonly<Record<string, string>>;
  /** The number of calls per minute from which on the alert uses their rate. */
  readonly enough: number;
  /** The alert's limit. */
  readonly limit: number;
}

const SCRAPE_SECONDS = 15;
const PODS = ["a", "b", "c"] as const;

/** The scenarios of an alert on a share of failures with few calls. */
export function ofLittleTraffic({ labels, series, enough, limit }: Counted): readonly Scenario[] {
  const play = (stretches: readonly Stretch[], pods: number) =>
    Object.assign(
      {},
      ...PODS.slice(0, pods).map((pod, index) => {
        // The first pod gets the remainder.
        const of = (which: "good" | "bad") => counter(stretches, which, pods, index);
        return series(pod, of("good"), of("bad"));
      }),
    ) as Readonly<Record<string, string>>;
  const told = (
    title: string,
    at: Duration,
    pods: number,
    ...stretches: readonly Stretch[]
  ): Scenario => ({
    title,
    interval: "15s",
    series: play(stretches, pods),
    at,
    fires: [labels],
  });
  const quiet = (...args: Parameters<typeof told>): Scenario => ({ ...told(...args), fires: [] });
  const few = enough * 0.8;
  return [
    told("fires if there are few calls and all fail", "25m", 1, { minutes: 360, bad: few }),
    told("fires if few calls are spread over several pods and all fail", "30m", 3, {
      minutes: 360,
      bad: few,
    }),
    told("still fires after few calls have all failed for six hours", "358m", 3, {
      minutes: 360,
      bad: few,
    }),
    told("fires if there is one call every five minutes and all fail", "70m", 1, {
      minutes: 360,
      bad: 0.2,
    }),
    told("still fires after six hours with one failing call every five minutes", "357m", 1, {
      minutes: 360,
      bad: 0.2,
    }),
    told(
      "fires soon if all calls fail and most users give up at once",
      "50m",
      1,
      { minutes: 30, good: enough * 20 },
      { minutes: 60, bad: few },
    ),
    ...[23, 26, 35, 140].map((minute) =>
      told(
        `keeps firing if users give up during the outage, at ${minute}m`,
        `${minute}m`,
        3,
        { minutes: 20, bad: enough * 10 },
        { minutes: 120, bad: few / 2 },
      ),
    ),
    told("fires if there are few calls and half of them fail", "85m", 1, {
      minutes: 120,
      good: few / 2,
      bad: few / 2,
    }),
    quiet(
      "stays quiet after a single failure",
      "40m",
      1,
      { minutes: 30 },
      { minutes: 1, bad: 1 },
      {
        minutes: 60,
      },
    ),
    ...[35, 60].map((minute) =>
      quiet(
        `stays quiet after three failed calls at a time of hardly any traffic, at ${minute}m`,
        `${minute}m`,
        3,
        { minutes: 30, good: 0.1 },
        { minutes: 3, bad: 1 },
        { minutes: 60, good: 0.1 },
      ),
    ),
    quiet(
      "stays quiet after nine failures within an hour",
      "70m",
      1,
      { minutes: 20 },
      {
        minutes: 45,
        bad: 0.2,
      },
    ),
    quiet("stays quiet if there are few calls and few of them fail", "170m", 1, {
      minutes: 180,
      good: few * (1 - limit * 0.8),
      bad: few * limit * 0.8,
    }),
    quiet(
      "resolves when the few calls succeed again",
      "165m",
      1,
      { minutes: 120, bad: few },
      {
        minutes: 60,
        good: few,
      },
    ),
    quiet(
      "resolves when calls stop",
      "155m",
      1,
      { minutes: 120, bad: few },
      {
        minutes: 60,
      },
    ),
    quiet(
      "resolves at once if many calls succeed",
      "128m",
      1,
      { minutes: 120, bad: few },
      { minutes: 60, good: enough * 20 },
    ),
  ];
}

/** The scenarios of an alert that also counts over hours, with a call every ten minutes or so. */
export function ofRareCalls({ labels, series }: Counted): readonly Scenario[] {
  const play = (bad: number, good: number) => {
    const stretches = [{ minutes: 480, bad, good }];
    return series("a", counter(stretches, "good", 1, 0), counter(stretches, "bad", 1, 0));
  };
  return [
    ...[8, 12, 20].flatMap((minutes) =>
      (["4h", "5h", "8h"] as const).map((at) => ({
        title: `fires if there is one call every ${minutes} minutes and all fail, at ${at}`,
        interval: "15s" as const,
        series: play(1 / minutes, 0),
        at,
        fires: [labels],
      })),
    ),
    {
      title: "stays quiet if one in ten rare calls fails",
      interval: "15s",
      series: play(1 / 100, 9 / 100),
      at: "8h",
      fires: [],
    },
  ];
}

/** The counter of one of several pods at each scrape. */
function counter(
  stretches: readonly Stretch[],
  which: "good" | "bad",
  pods: number,
  pod: number,
): string {
  const samples: number[] = [];
  let calls = 0;
  for (const stretch of stretches) {
    const scrapes = (stretch.minutes * 60) / SCRAPE_SECONDS;
    for (let scrape = 0; scrape < scrapes; scrape++) {
      samples.push(Math.floor((calls + pods - 1 - pod) / pods + 1e-9));
      calls += ((stretch[which] ?? 0) * SCRAPE_SECONDS) / 60;
    }
  }
  return notation(samples);
}
