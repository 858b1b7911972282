import { z } from "zod";

import { RULE_LABELS } from "../../alert-rules/alert";
import { SUBJECT } from "../../alert-rules/subject";
import { SERIES } from "../../signals/series";
import { hinting, rewritten } from "./hints";

/**
 * The labels that the stack itself adds to everything that leaves Prometheus, those of targets, and those by which
 * alerts are routed, grouped and inhibited: Prometheus adds an external label to each alert that lacks a label of that
 * name.
 */
const OWN: ReadonlySet<string> = new Set([
  "environment",
  "prometheus_replica",
  "service",
  ...RULE_LABELS,
  ...SUBJECT,
  // Otherwise series without these labels would get them, with a different meaning.
  ...[...SERIES.values()].flatMap(({ metric }) => Object.keys(metric.labels)),
  "le",
  "quantile",
]);

const NAME = /^[a-zA-Z_][a-zA-Z0-9_]{0,99}$/;
const name = z
  .string()
  .regex(
    NAME,
    hinting(
      "must be the name of a label, such as cluster",
      rewritten(
        (text) => text.replaceAll(/[^a-zA-Z0-9_]/g, "_"),
        (text) => NAME.test(text),
      ),
    ),
  )
  .refine(
    (text) => !text.startsWith("__") && !OWN.has(text),
    "must not be a label that samples and alerts have already, such as environment, job and severity",
  );
/** The value is also part of a path in the bucket. */
const value = z.string().regex(
  /^[A-Za-z0-9]([\w.-]{0,98}[A-Za-z0-9])?$/,
  hinting(
    "must be letters, digits and inner -_., such as eu-1",
    rewritten(
      (text) => text.replaceAll(/[^\w.]+/g, "-"),
      (text) => /^[A-Za-z0-9][\w.-]*$/.test(text),
    ),
  ),
);

export const externalLabels = z.record(name, value).default({});
export type ExternalLabels = z.output<typeof externalLabels>;
