export const STACKS = ["dev", "prod"] as const;
export type StackName = (typeof STACKS)[number];

/** The file of a rendered tree that lists the declared metrics. */
export const METRICS_FILE = "metrics.json";
