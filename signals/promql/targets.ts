import { OPEN } from "../../service/metrics/define";
import { JOBS } from "../exporters/targets";

/**
 * The labels that our scrape configuration puts on every series, with the values they can take. They name the target;
 * if a target reports on other objects, as a node does on its pods, `namespace`, `pod` and `container` name those
 * objects.
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
