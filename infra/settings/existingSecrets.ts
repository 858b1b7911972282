import { z } from "zod";

import { objectName } from "./scalars";

/**
 * The secrets that may be in the cluster already, by their configuration keys: each is alone in one file of whoever reads
 * it. `redisExporterPassword` names the whole file there, as redis_exporter reads it: docs/identity.md has its keys.
 */
export const REFERABLE_KEYS = [
  "pagerdutyRoutingKey",
  "slackWebhookUrl",
  "slackAppToken",
  "watchdogUrl",
  "smtpPassword",
  "opsgenieApiKey",
  "postgresAppPassword",
  "postgresExporterPassword",
  "redisBackendPassword",
  "redisExporterPassword",
  "mongodbBackendPassword",
  "kafkaPassword",
  "kafkaClientKey",
  "vehicleApiKey",
  "llmApiKey",
  "grafanaDatabasePassword",
  "genericOauthClientSecret",
  "googleClientSecret",
  "githubClientSecret",
  "azureAdClientSecret",
  "ldapBindPassword",
] as const;

const reference = z.strictObject({
  /** A Secret in the namespace of the server that uses it, created and changed by somebody else. */
  secretName: objectName,
  key: z
    .string()
    .regex(
      /^(?!\.\.|\.$)[\w.-]{1,253}$/,
      "must be a key of a Secret: letters, digits, dots, hyphens, underscores",
    ),
});

export type SecretReference = z.output<typeof reference>;

/** Where secrets are already, by their configuration keys: those are not given to Pulumi, which never sees them. */
export const existingSecrets = z
  .strictObject(
    Object.fromEntries(REFERABLE_KEYS.map((key) => [key, reference.optional()])) as Record<
      (typeof REFERABLE_KEYS)[number],
      z.ZodOptional<typeof reference>
    >,
  )
  .prefault({});
