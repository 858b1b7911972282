import type { Job } from "../signals/exporters/targets";

/**
 * An alert that inhibits another while it fires. Given by name alone, it does so only for an outage, which fully
 * explains the other alert; given with a job, it does so for alerts on that job's targets, whatever it reports.
 */
export type Inhibitor<S extends string = string> = S | { readonly alert: S; readonly job: Job };

/** The outages that explain failing requests. Redis is none: without it requests are only slower. */
export const WHAT_REQUESTS_NEED = ["DatabaseDown", "ServiceDown"] as const;

/** The outages that explain slow requests. Without Redis everything is read from PostgreSQL. */
export const WHAT_SLOWS_REQUESTS = [...WHAT_REQUESTS_NEED, "RedisDown"] as const;

/** If a target does not answer, these alerts on what it is or measures say more. */
export const WHAT_TARGETS_MEASURE = [
  { alert: "DatabaseDown", job: "postgres-exporter" },
  { alert: "RedisDown", job: "redis-exporter" },
  { alert: "ServiceDown", job: "backend" },
] as const satisfies readonly Inhibitor[];
