import { AFTER_MINUTES, BEFORE_MINUTES, type Outage } from "./outage";

/** The scrape interval in seconds, as in production. */
export const SCRAPE_SECONDS = 15;
const PER_MINUTE = 60 / SCRAPE_SECONDS;

/** One sample per scrape; undefined if the scrape failed. */
export type Samples = readonly (number | undefined)[];

/** What Prometheus scrapes from the service and its dependencies, by series. */
export function seriesOf(outage: Outage): ReadonlyMap<string, Samples> {
  const scrapes = (BEFORE_MINUTES + outage.minutes + AFTER_MINUTES) * PER_MINUTE + 1;
  const at = (sample: (state: State) => number | undefined): Samples =>
    Array.from({ length: scrapes }, (_, index) => sample(stateAt(outage, index * SCRAPE_SECONDS)));
  const pods = Array.from({ length: outage.replicas }, (_, index) => index);
  return new Map<string, Samples>([
    ...pods.flatMap((pod) => podSeries(outage, pod, at)),
    [
      'pg_up{job="postgres-exporter"}',
      at(({ bad }) => (bad && outage.part === "database" ? 0 : 1)),
    ],
    ['up{job="postgres-exporter"}', at(() => 1)],
    ['redis_up{job="redis-exporter"}', at(({ bad }) => (bad && outage.part === "cache" ? 0 : 1))],
    ['up{job="redis-exporter"}', at(() => 1)],
  ]);
}

interface State {
  /** Seconds of healthy time so far; `badFor` is the time of the outage. */
  readonly good: number;
  readonly badFor: number;
  readonly bad: boolean;
}

function stateAt({ minutes, onset }: Outage, seconds: number): State {
  const begin = BEFORE_MINUTES * 60 + onset;
  const badFor = Math.min(Math.max(seconds - begin, 0), minutes * 60);
  return {
    good: seconds - badFor,
    badFor,
    bad: seconds > begin && seconds <= begin + minutes * 60,
  };
}

type At = (sample: (state: State) => number | undefined) => Samples;

/** The buckets of `http_request_duration_seconds` that rules which page read, as Prometheus stores them. */
const BOUNDS = ["0.5", "2.0", "+Inf"];
/** The buckets that count a request of 4 s. */
const SLOW = ["+Inf"];

function podSeries(outage: Outage, pod: number, at: At): [string, Samples][] {
  const { part, depth, perMinute, replicas } = outage;
  const target = `job="backend",namespace="autodealgenie",pod="backend-${pod}",instance="10.0.0.${pod}:8000"`;
  const route = `${target},method="GET",route="/deals"`;
  const is = pod === 0 ? "this" : "another";
  const away = ({ bad }: State) =>
    bad && (part === "backend" || (part === "podDown" && is === "this"));
  // The number of requests to this pod since it started. The first pod gets the remainder.
  const share = (perMinute / 60) * (1 / replicas);
  const count = (seconds: number) =>
    Math.floor(share * seconds + (replicas - pod) / replicas - 1e-9);
  const failing =
    part === "pod"
      ? is === "this"
        ? 1
        : 0
      : ["answers", "database", "cache"].includes(part)
        ? depth
        : 0;
  const arriving = part === "entrance" || part === "backend" ? 1 - depth : 1;
  const all = ({ good, badFor }: State) => count(good + badFor * arriving);
  const before = BEFORE_MINUTES * 60 + outage.onset;
  // Only requests during the outage, so that no more fail than arrive, and no counter ever decreases.
  const within = ({ badFor }: State) => count(before + badFor * arriving) - count(before);
  // If there are few requests and many pods, the failing ones are spread over the pods.
  const spread = (pod + 0.5) / replicas;
  const bad = (state: State) => badOf(within(state), failing, spread);
  const slow = (state: State) => badOf(within(state), depth, spread);
  const shown = (value: (state: State) => number) =>
    at((state) => (away(state) ? undefined : value(state)));
  const status = part === "database" || part === "cache" ? 503 : 500;
  return [
    [`up{${target}}`, at((state) => (away(state) ? 0 : 1))],
    [`http_requests_total{${route},status="200"}`, shown((state) => all(state) - bad(state))],
    [`http_requests_total{${route},status="${status}"}`, shown(bad)],
    // Without slow requests, every query about them returns 0.
    ...(part === "slow" ? BOUNDS : []).map((le): [string, Samples] => [
      `http_request_duration_seconds_bucket{${route},le="${le}"}`,
      shown((state) => all(state) - (SLOW.includes(le) ? 0 : slow(state))),
    ]),
  ];
}

function badOf(all: number, share: number, spread: number): number {
  return share === 1 ? all : Math.floor(all * share + (share === 0 ? 0 : spread));
}

/** Samples in promtool's notation, with runs of equal samples as one word. Missing samples at the end are left out. */
export function notation(samples: Samples): string {
  const words: string[] = [];
  const length = samples.findLastIndex((sample) => sample !== undefined) + 1;
  for (let index = 0; index < length;) {
    const value = samples[index];
    let end = index + 1;
    while (end < length && samples[end] === value) end++;
    const count = end - index;
    const text = value === undefined ? "_" : String(value);
    // `7x3` is one sample and three more; `_x3` is three missing ones.
    words.push(count === 1 ? text : `${text}x${value === undefined ? count : count - 1}`);
    index = end;
  }
  return words.join(" ");
}
