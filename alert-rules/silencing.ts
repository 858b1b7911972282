import type { Job } from "../signals/exporters/targets";

/**
 * An alert that silences another while it fires: by its name alone where it tells of an outage, which explains all of the
 * other's; of a job's target, whatever it tells.
 */
export type Silencer<S extends string = string> = S | { readonly alert: S; readonly job: Job };

/** Whose outage explains what users miss. Sign-in and sessions need Redis, so that requests fail without it. */
export const WHAT_REQUESTS_NEED = ["DatabaseDown", "RedisDown", "ServiceDown"] as const;

/** Of a target that does not answer, these alerts on what it is or measures say more. */
export const WHAT_TARGETS_MEASURE = [
  { alert: "DatabaseDown", job: "postgres-exporter" },
  { alert: "RedisDown", job: "redis-exporter" },
  { alert: "ServiceDown", job: "backend" },
] as const satisfies readonly Silencer[];
