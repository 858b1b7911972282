export const STACKS = ["dev", "prod"] as const;
export type StackName = (typeof STACKS)[number];

/** Where a rendered tree lists the metrics that are declared. */
export const METRICS_FILE = "metrics.json";
