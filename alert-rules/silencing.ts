import type { Job } from "../signals/exporters/targets";

/** An alert that silences another while it fires: all of the other's, or only those of a job. */
export type Silencer<S extends string = string> = S | { readonly alert: S; readonly job: Job };

/**
 * Whose outage explains what users meet when the backend lacks what it needs. Sign-in and sessions need Redis, so that
 * requests fail without it.
 */
export const WHAT_REQUESTS_NEED = ["DatabaseDown", "RedisDown"] as const;

/** Of a target that does not answer, these alerts on what it is or measures say more. */
export const WHAT_TARGETS_MEASURE = [
  { alert: "DatabaseDown", job: "postgres-exporter" },
  { alert: "RedisDown", job: "redis-exporter" },
  { alert: "ServiceDown", job: "backend" },
] as const satisfies readonly Silencer[];
