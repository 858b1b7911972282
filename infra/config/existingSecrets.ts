import { z } from "zod";

import { objectName } from "./scalars";

/** The secrets that people give, by their configuration keys, and the part and the file of it that each is for. */
export const SECRET_FILES = {
  pagerdutyRoutingKey: { part: "alertmanager", file: "pagerduty-routing-key" },
  slackWebhookUrl: { part: "alertmanager", file: "slack-webhook-url" },
  watchdogUrl: { part: "alertmanager", file: "watchdog-url" },
  smtpPassword: { part: "alertmanager", file: "smtp-password" },
  opsgenieApiKey: { part: "alertmanager", file: "opsgenie-api-key" },
  postgresAppPassword: { part: "backend", file: "database-password" },
  postgresExporterPassword: { part: "postgresExporter", file: "password" },
  redisBackendPassword: { part: "backend", file: "redis-password" },
  // Not the password alone: `{"rediss://<host>:<port>": "<password>"}`, as redis_exporter reads it.
  redisExporterPassword: { part: "redisExporter", file: "passwords.json" },
  vehicleApiKey: { part: "backend", file: "vehicle-api-key" },
  llmApiKey: { part: "backend", file: "llm-api-key" },
  grafanaDatabasePassword: { part: "grafana", file: "database-password" },
  genericOauthClientSecret: { part: "grafana", file: "generic-oauth-client-secret" },
  googleClientSecret: { part: "grafana", file: "google-client-secret" },
  githubClientSecret: { part: "grafana", file: "github-client-secret" },
  azureAdClientSecret: { part: "grafana", file: "azure-ad-client-secret" },
  ldapBindPassword: { part: "grafana", file: "ldap-bind-password" },
} as const satisfies Readonly<Record<string, { readonly part: string; readonly file: string }>>;

/** Those that may be in the cluster already: each alone in one file of one part. */
export const REFERABLE_KEYS = Object.keys(SECRET_FILES) as readonly (keyof typeof SECRET_FILES)[];

const reference = z.strictObject({
  /** A Secret in the namespace of whom it is for, which somebody else puts there and changes. */
  secretName: objectName,
  key: z
    .string()
    .regex(
      /^[\w.-]{1,253}$/,
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
