/** What fails in an outage. */
export const PARTS = {
  answers: "a share of the requests is answered with 500",
  slow: "a share of the requests takes 4 s",
  pod: "one pod answers each request with 500",
  podDown: "one pod does not answer at all",
  backend: "no pod of the backend answers",
  database: "PostgreSQL is down, and each request is answered with 503",
  cache: "Redis is down, and half of the requests are answered with 503",
  entrance: "requests do not get as far as the backend",
} as const;
export type Part = keyof typeof PARTS;

/** One outage of a service that was well before and is well afterwards. */
export interface Outage {
  readonly part: Part;
  /** The share of the requests that are bad, from 0 to 1. */
  readonly depth: number;
  readonly minutes: number;
  /** Users' requests, over all pods. */
  readonly perMinute: number;
  readonly replicas: number;
  /** Seconds after an evaluation of the rules at which it begins. */
  readonly onset: number;
}

/** So long the service runs well before, in minutes: as long as what the rules of an outage's kind look back on. */
export const BEFORE_MINUTES = 70;
/** So long it is watched afterwards: until what pages has looked back on it for the last time. */
export const AFTER_MINUTES = 50;

/** How it reads in a table, such as "50 % of 60/min for 10 min, 3 pods". */
export function nameOf({ part, depth, minutes, perMinute, replicas, onset }: Outage): string {
  return `${part}, ${percent(depth)} of ${perMinute}/min for ${minutes} min, ${replicas} pods, +${onset} s`;
}

export function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}
