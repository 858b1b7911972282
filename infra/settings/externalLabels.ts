import { z } from "zod";

import { RULE_LABELS } from "../../alert-rules/alert";
import { SUBJECT } from "../../alert-rules/subject";

/**
 * Those that the stack itself puts on what leaves Prometheus, those of targets, and those by which alerts are routed,
 * grouped and silenced: Prometheus puts an external label on each alert that has none of that name.
 */
const OWN: readonly string[] = [
  "environment",
  "prometheus_replica",
  "service",
  ...RULE_LABELS,
  ...SUBJECT,
];

const name = z
  .string()
  .regex(/^[a-zA-Z_][a-zA-Z0-9_]{0,99}$/, "must be the name of a label, such as cluster")
  .refine(
    (text) => !text.startsWith("__") && !OWN.includes(text),
    "must be none of the labels that samples and alerts have already, such as environment, job and severity",
  );
/** It is part of a path in the bucket, too. */
const value = z
  .string()
  .regex(
    /^[A-Za-z0-9]([\w.-]{0,98}[A-Za-z0-9])?$/,
    "must be letters, digits and inner -_., such as eu-1",
  );

export const externalLabels = z.record(name, value).default({});
export type ExternalLabels = z.output<typeof externalLabels>;
