import { z } from "zod";

import { objectName } from "./scalars";

/**
 * The secrets that may exist in the cluster already, by their configuration keys: each is the only content of the file
 * that its reader mounts. `redisExporterPassword` there stands for the whole file that redis_exporter reads;
 * docs/identity.md describes its content.
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
  "mongodbExporterPassword",
  "mongodbClientKey",
  "mongodbExporterCertificate",
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

/** Existing Secrets, by configuration key: their values are not given to Pulumi, which never sees them. */
export const existingSecrets = z
  .strictObject(
    Object.fromEntries(REFERABLE_KEYS.map((key) => [key, reference.optional()])) as Record<
      (typeof REFERABLE_KEYS)[number],
      z.ZodOptional<typeof reference>
    >,
  )
  .prefault({});
