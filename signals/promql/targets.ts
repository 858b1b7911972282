import { OPEN } from "../../service/metrics/define";
import { JOBS } from "../exporters/targets";

/**
 * The labels that our scrape configuration puts on every series, with the values they can take. They name the
 * target; where it tells of others, as a node does of its pods, `namespace`, `pod` and `container` name those.
 */
export const TARGET_LABELS = {
  job: JOBS,
  instance: OPEN,
  namespace: OPEN,
  service: OPEN,
  pod: OPEN,
  container: OPEN,
  endpoint: OPEN,
  environment: OPEN,
} as const;
export type TargetLabels = typeof TARGET_LABELS;
export type TargetLabel = keyof TargetLabels;
