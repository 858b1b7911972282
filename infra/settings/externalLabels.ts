import { z } from "zod";

/** Those that the stack itself puts on what leaves Prometheus, and those that targets have. */
const OWN =
  /^(environment|prometheus_replica|__.*|job|instance|namespace|pod|container|service|alertname|severity|component)$/;

const name = z
  .string()
  .regex(/^[a-zA-Z_][a-zA-Z0-9_]{0,99}$/, "must be the name of a label, such as cluster")
  .refine(
    (text) => !OWN.test(text),
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
