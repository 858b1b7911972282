import { nodejs } from "./exporters/nodejs";
import { JOBS, targetOf, type Catalog, type Job } from "./exporters/targets";
import { RECORDED_RATES } from "./rates";
import { recorded } from "./slo/recorded";

/** A catalog, and the job whose series it declares. */
export interface KnownCatalog extends Catalog {
  /** The only job whose targets expose them. */
  readonly job?: Job;
}

const byJob = JOBS.flatMap((job) =>
  targetOf(job).catalogs.map((catalog): KnownCatalog => ({ ...catalog, job })),
);
const [backend, ...others] = byJob;

/** Every declared metric, by its source. */
export const CATALOGS: readonly KnownCatalog[] = [
  ...(backend ? [backend] : []),
  { title: "Node.js, and every process", metrics: nodejs },
  ...others,
  { title: "Recorded by rules", metrics: recorded },
  {
    title: "Rates recorded for panels",
    metrics: Object.fromEntries(RECORDED_RATES.map((rate) => [rate.recorded.name, rate.recorded])),
  },
];
