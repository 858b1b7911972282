import { z } from "zod";

import { objectName } from "./scalars";

/** The secrets that people give, by their configuration keys, and the parts and the file of them that each is for. */
export const SECRET_FILES = {
  pagerdutyRoutingKey: { parts: ["alertmanager"], file: "pagerduty-routing-key" },
  slackWebhookUrl: { parts: ["alertmanager"], file: "slack-webhook-url" },
  watchdogUrl: { parts: ["alertmanager"], file: "watchdog-url" },
  smtpPassword: { parts: ["alertmanager"], file: "smtp-password" },
  opsgenieApiKey: { parts: ["alertmanager"], file: "opsgenie-api-key" },
  postgresAppPassword: { parts: ["backend"], file: "database-password" },
  postgresExporterPassword: { parts: ["postgresExporter"], file: "password" },
  redisBackendPassword: { parts: ["backend"], file: "redis-password" },
  // Not the password alone: `{"rediss://<host>:<port>": "<password>"}`, as redis_exporter reads it.
  redisExporterPassword: { parts: ["redisExporter"], file: "passwords.json" },
  vehicleApiKey: { parts: ["backend"], file: "vehicle-api-key" },
  llmApiKey: { parts: ["backend"], file: "llm-api-key" },
  grafanaDatabasePassword: { parts: ["grafana", "backupGrafana"], file: "database-password" },
  genericOauthClientSecret: { parts: ["grafana"], file: "generic-oauth-client-secret" },
  googleClientSecret: { parts: ["grafana"], file: "google-client-secret" },
  githubClientSecret: { parts: ["grafana"], file: "github-client-secret" },
  azureAdClientSecret: { parts: ["grafana"], file: "azure-ad-client-secret" },
  ldapBindPassword: { parts: ["grafana"], file: "ldap-bind-password" },
} as const satisfies Readonly<
  Record<string, { readonly parts: readonly string[]; readonly file: string }>
>;

/** Those that may be in the cluster already: each alone in one file. */
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
