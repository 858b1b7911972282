/** The kinds of outages, by what fails. */
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
/** A kind of outage. */
export type Part = keyof typeof PARTS;

/** An outage of a service that was healthy before and is healthy afterwards. */
export interface Outage {
  readonly part: Part;
  /** The share of bad requests, from 0 to 1. */
  readonly depth: number;
  readonly minutes: number;
  /** User requests per minute, over all pods. */
  readonly perMinute: number;
  readonly replicas: number;
  /** How many seconds after an evaluation of the rules it begins. */
  readonly onset: number;
}

/** How long the service is healthy before the outage, in minutes: as far as the rules for such outages look back. */
export const BEFORE_MINUTES = 70;
/** How long it is observed afterwards: until the rules that page no longer look back on the outage. */
export const AFTER_MINUTES = 50;

/** Its name in a table, such as "50 % of 60/min for 10 min, 3 pods". */
export function nameOf({ part, depth, minutes, perMinute, replicas, onset }: Outage): string {
  return `${part}, ${percent(depth)} of ${perMinute}/min for ${minutes} min, ${replicas} pods, +${onset} s`;
}

export function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}
