import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";

import { SCRAPE_SECONDS, type Samples } from "./series";

const DAY = 86_400;
const SCRAPES_PER_DAY = DAY / SCRAPE_SECONDS;
const REPLICAS = 3;
/** User requests per second in the busiest hour of a working day. */
const BUSIEST = 4;
/** One in this many requests fails, as always. */
const ONE_FAILS_OF = 5000;
/** One in this many requests takes 6 s. */
const ONE_IS_SLOW_OF = 400;

/**
 * Ordinary days of a service with three pods: busy afternoons, almost no traffic at night, quiet weekends. On each
 * working day at ten, a deployment replaces one pod after another, each of which is away for two scrapes. At three in
 * the morning, one person tries the same request three times, and it fails; at half past two, a dump makes some
 * requests slow. Each pod misses one scrape per day, and once a week Redis is replaced and is away for one scrape.
 *
 * @param seed the same seed gives the same days
 */
export function quietDays(days: number, seed: number): ReadonlyMap<string, Samples> {
  const scrapes = days * SCRAPES_PER_DAY + 1;
  const generator = xoroshiro128plus(seed);
  const random = () => uniformFloat64(generator);
  const pods = Array.from({ length: REPLICAS }, (_, pod) => podSeries(pod, days, random));
  const redis = new Array<number | undefined>(scrapes).fill(1);
  for (let day = 2.6; day < days; day += 7) redis[Math.round(day * SCRAPES_PER_DAY)] = 0;
  const always = new Array<number | undefined>(scrapes).fill(1);
  return new Map<string, Samples>([
    ...pods.flatMap((series) => [...series]),
    ['pg_up{job="postgres-exporter"}', always],
    ['up{job="postgres-exporter"}', always],
    ['redis_up{job="redis-exporter"}', redis],
    ['up{job="redis-exporter"}', always],
  ]);
}

/** The buckets that rules which page read. */
const BOUNDS = ["0.5", "2.0", "+Inf"];
/** The buckets that count a request of 6 s. */
const SLOW = ["+Inf"];

/** The series of one replica, whose pod gets a new name with each deployment. */
function podSeries(pod: number, days: number, random: () => number): ReadonlyMap<string, Samples> {
  const scrapes = days * SCRAPES_PER_DAY + 1;
  const series = new Map<string, (number | undefined)[]>();
  const set = (name: string, index: number, value: number) => {
    const samples = series.get(name) ?? new Array<number | undefined>(scrapes).fill(undefined);
    samples[index] = value;
    series.set(name, samples);
  };
  let good = 0;
  let failed = 0;
  let slow = 0;
  let version = 0;
  for (let index = 0; index < scrapes; index++) {
    const second = index * SCRAPE_SECONDS;
    const inDay = index % SCRAPES_PER_DAY;
    const replaced = deployedAt(pod, second);
    if (replaced) {
      version += 1;
      [good, failed, slow] = [0, 0, 0];
    }
    const target = `job="backend",namespace="autodealgenie",pod="backend-${version}-${pod}",instance="10.0.${version}.${pod}:8000"`;
    const away = replaced || deployedAt(pod, second - SCRAPE_SECONDS);
    const missed = inDay === 1000 + 700 * pod;
    set(`up{${target}}`, index, away || missed ? 0 : 1);
    const arriving = away ? 0 : poisson((rateAt(second) * SCRAPE_SECONDS) / REPLICAS, random);
    for (let request = 0; request < arriving; request++) {
      if (random() * ONE_FAILS_OF < 1) failed += 1;
      else good += 1;
      if (random() * ONE_IS_SLOW_OF < 1) slow += 1;
    }
    if (pod === 0 && [0, 1, 3].includes(inDay - 3 * 240)) failed += 1;
    if (pod === 1 && inDay >= 2.5 * 240 && inDay < 2.5 * 240 + 4) {
      good += 1;
      slow += 1;
    }
    if (away || missed) continue;
    const route = `${target},method="GET",route="/deals"`;
    set(`http_requests_total{${route},status="200"}`, index, good);
    set(`http_requests_total{${route},status="500"}`, index, failed);
    for (const le of BOUNDS) {
      const value = good + failed - (SLOW.includes(le) ? 0 : slow);
      set(`http_request_duration_seconds_bucket{${route},le="${le}"}`, index, value);
    }
  }
  return series;
}

/** Whether a pod's new version starts in this scrape. */
function deployedAt(pod: number, second: number): boolean {
  return isWorkingDay(second) && second % DAY === 10 * 3600 + pod * SCRAPE_SECONDS;
}

function isWorkingDay(second: number): boolean {
  return Math.floor(second / DAY) % 7 < 5;
}

function rateAt(second: number): number {
  const hour = (second % DAY) / 3600;
  const daily = Math.max(0, Math.sin(((hour - 6) / 18) * Math.PI));
  const night = 0.002;
  return BUSIEST * Math.max(night, daily ** 2) * (isWorkingDay(second) ? 1 : 0.3);
}

/** Knuth's algorithm, which is suitable for small means. */
function poisson(mean: number, random: () => number): number {
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = random(); product > limit; product *= random()) count += 1;
  return count;
}
