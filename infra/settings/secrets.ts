import * as pulumi from "@pulumi/pulumi";

import { SEVERITIES } from "../../alert-rules/policy";
import type { StackConfig } from "./schema";
import type { MongodbSettings } from "./mongodb";
import type { ObjectStorage } from "./objectStorage";
import { REFERABLE_KEYS } from "./existingSecrets";
import { OAUTH_WAYS } from "./signIn";

/**
 * The secrets that only people can provide, by configuration key; NAMED_KEYS has those of which a stack may have
 * several.
 */
export const SECRET_KEYS = [
  ...REFERABLE_KEYS,
  "objectStorageAccessKey",
  "objectStorageSecretKey",
  "objectStorageServiceAccount",
  "objectStorageAccountKey",
] as const;
/** Secrets of which a stack may have several: one configuration key for each name. */
export const NAMED_KEYS = [
  "slackWebhookUrl",
  "webhookUrl",
  "remoteWritePassword",
  "remoteWriteToken",
  "remoteWriteClientSecret",
  "remoteWriteTlsKey",
] as const;
export type SecretKey = (typeof SECRET_KEYS)[number] | `${(typeof NAMED_KEYS)[number]}-${string}`;

/** Whether the value under a key is a secret. */
export function isSecretKey(key: string): boolean {
  return (
    (SECRET_KEYS as readonly string[]).includes(key) ||
    NAMED_KEYS.some((kind) => key.startsWith(`${kind}-`))
  );
}

/** The given secrets. Keys that the stack does not need are left out. */
export type StackSecrets = Readonly<Partial<Record<SecretKey, pulumi.Input<string>>>>;

/** The secrets that a deployment needs and that do not exist in the cluster already. */
export function neededSecrets(config: StackConfig): readonly SecretKey[] {
  const there: Readonly<Partial<Record<string, object>>> = config.existingSecrets;
  return usedSecrets(config).filter((key) => there[key] === undefined);
}

/** The secrets that a stack uses, wherever they are stored. */
export function usedSecrets({
  notifications,
  postgres,
  redis,
  mongodb,
  kafka,
  backend,
  grafana,
  objectStorage,
  remoteWrite,
}: StackConfig): readonly SecretKey[] {
  return [
    ...(notifications.pagerduty.enabled ? (["pagerdutyRoutingKey"] as const) : []),
    ...slackSecrets(notifications),
    ...(notifications.watchdog.enabled ? (["watchdogUrl"] as const) : []),
    ...(notifications.email?.username === undefined ? [] : (["smtpPassword"] as const)),
    ...(notifications.opsgenie === undefined ? [] : (["opsgenieApiKey"] as const)),
    ...notifications.webhooks.map(({ name }) => `webhookUrl-${name}` as const),
    // If the program deploys a data service, it also generates the passwords.
    ...(postgres.host === undefined
      ? []
      : (["postgresAppPassword", "postgresExporterPassword"] as const)),
    ...(redis.host === undefined
      ? []
      : (["redisBackendPassword", "redisExporterPassword"] as const)),
    ...(mongodb?.hosts === undefined ? [] : mongodbSecrets(mongodb)),
    ...(kafka?.signIn === undefined ? [] : (["kafkaPassword"] as const)),
    ...(kafka?.clientCertificate === undefined ? [] : (["kafkaClientKey"] as const)),
    ...(backend.vehicleApi === undefined ? [] : (["vehicleApiKey"] as const)),
    ...(backend.llm === undefined ? [] : (["llmApiKey"] as const)),
    ...(grafana.database === undefined ? [] : (["grafanaDatabasePassword"] as const)),
    ...OAUTH_WAYS.filter((way) => grafana.signIn[way]).map((way) => `${way}ClientSecret` as const),
    ...(grafana.signIn.ldap === undefined ? [] : (["ldapBindPassword"] as const)),
    ...(objectStorage === undefined ? [] : storageKeys(objectStorage)),
    ...remoteWrite.flatMap(({ name, auth, tls }): readonly SecretKey[] => [
      ...(auth.type === "basic" ? [`remoteWritePassword-${name}` as const] : []),
      ...(auth.type === "bearer" ? [`remoteWriteToken-${name}` as const] : []),
      ...(auth.type === "oauth2" ? [`remoteWriteClientSecret-${name}` as const] : []),
      ...(tls.certificate === undefined ? [] : [`remoteWriteTlsKey-${name}` as const]),
    ]),
  ];
}

/** The secrets of an external MongoDB's clients. */
function mongodbSecrets({
  signIn,
  clientCertificate,
  exporter,
}: MongodbSettings): readonly SecretKey[] {
  const of = (backend: SecretKey, exporting: SecretKey) =>
    exporter ? [backend, exporting] : [backend];
  return [
    ...(signIn === "password" ? of("mongodbBackendPassword", "mongodbExporterPassword") : []),
    ...(clientCertificate === undefined
      ? []
      : of("mongodbClientKey", "mongodbExporterCertificate")),
  ];
}

/**
 * The secrets for posting to Slack: a webhook posts to the channel it was created for, whatever channel a message
 * names.
 */
function slackSecrets({ slack }: StackConfig["notifications"]): readonly SecretKey[] {
  if (!slack.enabled) return [];
  switch (slack.by) {
    case "app":
      return ["slackAppToken"];
    case "webhooks":
      return SEVERITIES.map((severity) => `slackWebhookUrl-${severity}` as const);
    case "webhook":
      return ["slackWebhookUrl"];
  }
}

/** The keys of a bucket, by its type. */
export const STORAGE_KEYS = {
  s3: ["objectStorageAccessKey", "objectStorageSecretKey"],
  gcs: ["objectStorageServiceAccount"],
  azure: ["objectStorageAccountKey"],
} as const;

/** The keys for authenticating to the bucket; none if it recognizes the pods. */
export function storageKeys({ type, credentials }: ObjectStorage): readonly SecretKey[] {
  return credentials === "keys" ? STORAGE_KEYS[type] : [];
}

/**
 * Reads the secrets that the stack needs.
 *
 * @throws pulumi.RunError that lists the missing ones, each with the command that sets it
 */
export function readSecrets(settings: pulumi.Config, config: StackConfig): StackSecrets {
  const needed = neededSecrets(config);
  const found = needed.map((key) => [key, settings.getSecret(key)] as const);
  const missing = found.filter(([, value]) => value === undefined).map(([key]) => key);
  if (missing.length > 0) {
    const stack = pulumi.getStack();
    throw new pulumi.RunError(
      [
        `Stack ${stack} is missing ${missing.length} of ${needed.length} secrets: ${missing.join(", ")}. Set them with`,
        ...missing.map((key) => `  pulumi config set --secret ${key} --stack ${stack}`),
      ].join("\n"),
    );
  }
  return Object.fromEntries(found);
}
