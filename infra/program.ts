import { Provider } from "@pulumi/kubernetes/provider";
import * as pulumi from "@pulumi/pulumi";

import { Alertmanager } from "./components/alertmanager";
import { Backend } from "./components/backend";
import { BackupGrafana } from "./components/backupGrafana";
import { BackupSilences } from "./components/backupSilences";
import { BlackboxExporter } from "./components/blackboxExporter";
import { CertManager } from "./components/certManager";
import { Grafana } from "./components/grafana";
import { Issuers } from "./components/issuers";
import { KubeStateMetrics } from "./components/kubeStateMetrics";
import { MonitorCrd } from "./components/monitorCrd";
import { Namespaces } from "./components/namespaces";
import { NetworkPolicies } from "./components/networkPolicies";
import { Postgres } from "./components/postgres";
import { PostgresExporter } from "./components/postgresExporter";
import { PriorityClasses } from "./components/priorityClasses";
import { Prometheus } from "./components/prometheus";
import { Redis } from "./components/redis";
import { RedisExporter, redisPasswordFile } from "./components/redisExporter";
import { ThanosCompact } from "./components/thanosCompact";
import { ThanosQuery } from "./components/thanosQuery";
import { ThanosStore } from "./components/thanosStore";
import { VolumeClaims } from "./components/volumeClaims";
import type { StackConfig } from "./settings";
import { redisAddress } from "./settings/addresses";
import { generatedPassword } from "./settings/passwords";
import type { REFERABLE_KEYS } from "./settings/existingSecrets";
import type { StackSecrets } from "./settings/secrets";
import { webhookSecret } from "./rendered-config/alertmanager";
import { OBJECT_STORAGE_SECRET, objectStorageConfig } from "./rendered-config/objectStorage";
import { RCLONE_SECRET, rcloneConfig } from "./rendered-config/rclone";
import { usersAcl } from "./rendered-config/redis";
import { remoteWriteSecrets } from "./rendered-config/remoteWrite";
import { toYaml } from "./rendered-config/yaml";
import { ownPriorityClass } from "./kubernetes/availability";
import { claimsOf } from "./kubernetes/claims";
import { APPLICATION_AUTHORITY } from "./kubernetes/tls/scrape";
import { checked } from "./plan";

/** What a person needs in order to use what was deployed. */
export interface Outputs {
  readonly grafanaUrl: string;
  readonly grafanaUser: string;
  readonly grafanaPassword: pulumi.Output<string>;
}

/**
 * Deploys the whole of one stack: the application and its data services, their exporters, and what watches them.
 * @param given the secrets that `neededSecrets(config)` lists
 * @param volumeGuard what may object to a change of a volume's claim
 */
export function program(
  config: StackConfig,
  given: StackSecrets,
  volumeGuard?: pulumi.ResourceHook,
): Outputs {
  const { parts, shards, declared } = checked(config);

  const provider = new Provider("kubernetes", {
    // ConfigMaps and Secrets keep their names and change in place: Prometheus and Grafana reload, nobody restarts.
    enableConfigMapMutable: true,
    enableSecretMutable: true,
  });
  const namespaces = new Namespaces("namespaces", {}, { provider });
  const crds = config.installCrds ? [new MonitorCrd("monitor-crd", {}, { provider })] : [];
  const priorities = ownPriorityClass(config.availability);
  const classes = priorities
    ? [new PriorityClasses("priority-classes", { classes: [priorities] }, { provider })]
    : [];
  const volumes = declared.parts.flatMap(({ workload }) => claimsOf(workload));
  const claims = new VolumeClaims("volume-claims", {
    claims: volumes,
    after: [namespaces],
    guard: volumeGuard,
  });
  const opts = { provider };
  const managers = declared.neighbours.map(
    ({ monitor }) =>
      new CertManager("cert-manager", { provider, monitor, after: [namespaces, ...crds] }, opts),
  );
  const { issuers } = declared;
  const issuing =
    issuers.length > 0
      ? new Issuers("issuers", { issuers, after: [namespaces, ...managers] }, opts)
      : undefined;
  const after = [
    namespaces,
    ...managers,
    ...crds,
    ...classes,
    ...(issuing ? [issuing] : []),
    claims,
  ];
  const { policies } = declared.network;
  new NetworkPolicies("network-policies", { policies, after: [namespaces] }, opts);

  // Of what is in the cluster already nothing is known here, and nothing made up.
  const own = (key: (typeof REFERABLE_KEYS)[number], name: string) =>
    given[key] ?? (config.existingSecrets[key] ? undefined : generatedPassword(name));
  const postgresApp = own("postgresAppPassword", "postgres-app");
  const postgresExporter = own("postgresExporterPassword", "postgres-exporter");
  const redisBackend = own("redisBackendPassword", "redis-backend");
  const redisExporter = own("redisExporterPassword", "redis-exporter");
  const grafanaPassword = generatedPassword("grafana-admin");

  if (parts.postgres) {
    const secrets = { "app-password": postgresApp, "exporter-password": postgresExporter };
    new Postgres("postgres", { part: parts.postgres, secrets, after }, opts);
  }
  if (parts.redis && redisBackend !== undefined && redisExporter !== undefined) {
    const users = pulumi
      .all([redisBackend, redisExporter])
      .apply(([backend, exporter]) => usersAcl({ backend, exporter }));
    const secrets = { "users.acl": users, "probe-password": redisExporter };
    new Redis("redis", { part: parts.redis, secrets, after }, opts);
  }
  new Backend(
    "backend",
    {
      part: parts.backend,
      secrets: {
        "database-password": postgresApp,
        "redis-password": redisBackend,
        "jwt-secret": generatedPassword("jwt-secret"),
        "vehicle-api-key": given.vehicleApiKey,
        "llm-api-key": given.llmApiKey,
      },
      after,
    },
    opts,
  );
  new PostgresExporter(
    "postgres-exporter",
    { part: parts.postgresExporter, secrets: { password: postgresExporter }, after },
    opts,
  );
  new RedisExporter(
    "redis-exporter",
    {
      part: parts.redisExporter,
      secrets: {
        "passwords.json":
          redisExporter &&
          pulumi
            .output(redisExporter)
            .apply((password) => redisPasswordFile(redisAddress(config.redis), password)),
      },
      after,
    },
    opts,
  );
  new KubeStateMetrics(
    "kube-state-metrics",
    { part: parts.kubeStateMetrics, secrets: {}, after },
    opts,
  );
  if (parts.blackboxExporter) {
    const part = parts.blackboxExporter;
    new BlackboxExporter("blackbox-exporter", { part, secrets: {}, after }, opts);
  }
  new Alertmanager(
    "alertmanager",
    {
      part: parts.alertmanager,
      secrets: {
        "pagerduty-routing-key": given.pagerdutyRoutingKey,
        "slack-webhook-url": given.slackWebhookUrl,
        "smtp-password": given.smtpPassword,
        "watchdog-url": given.watchdogUrl,
        "opsgenie-api-key": given.opsgenieApiKey,
        ...webhookUrls(config, given),
      },
      after,
    },
    opts,
  );
  new Grafana(
    "grafana",
    {
      part: parts.grafana,
      secrets: {
        "admin-password": grafanaPassword,
        "secret-key": generatedPassword("grafana-secret-key"),
        "database-password": given.grafanaDatabasePassword,
        "generic-oauth-client-secret": given.genericOauthClientSecret,
        "google-client-secret": given.googleClientSecret,
        "github-client-secret": given.githubClientSecret,
        "azure-ad-client-secret": given.azureAdClientSecret,
        "ldap-bind-password": given.ldapBindPassword,
      },
      after,
    },
    opts,
  );
  const bucket = bucketSecret(config, given);
  const prometheusSecrets = {
    ...remoteWriteValues(config, given),
    ...bucket,
    [APPLICATION_AUTHORITY]: issuing?.applicationAuthority,
  };
  for (const part of [parts.prometheus, ...shards]) {
    const { name } = part.workload.metadata;
    new Prometheus(name, { part, secrets: prometheusSecrets, after }, opts);
  }
  if (parts.thanosStore && parts.thanosCompact && parts.thanosQuery) {
    const { thanosStore: store, thanosCompact: compact, thanosQuery: query } = parts;
    new ThanosStore("thanos-store", { part: store, secrets: bucket, after }, opts);
    new ThanosCompact("thanos-compact", { part: compact, secrets: bucket, after }, opts);
    new ThanosQuery("thanos-query", { part: query, secrets: {}, after }, opts);
  }
  const credentials = bucketCredentials(config, given);
  if (parts.backupGrafana) {
    const secrets = { "database-password": given.grafanaDatabasePassword, ...credentials };
    new BackupGrafana("backup-grafana", { part: parts.backupGrafana, secrets, after }, opts);
  }
  if (parts.backupSilences) {
    const part = parts.backupSilences;
    new BackupSilences("backup-silences", { part, secrets: credentials, after }, opts);
  }

  return { grafanaUrl: config.grafana.url, grafanaUser: "admin", grafanaPassword };
}

/** The URL of each webhook, by the key under which Alertmanager's Secret has it. */
function webhookUrls({ notifications }: StackConfig, given: StackSecrets) {
  return Object.fromEntries(
    notifications.webhooks.map(({ name }) => [webhookSecret(name), given[`webhookUrl-${name}`]]),
  );
}

/** The bucket's description with its keys, as Thanos's programs read it; nothing where a stack has no bucket. */
function bucketSecret({ objectStorage }: StackConfig, given: StackSecrets) {
  if (!objectStorage) return {};
  const text = bucketKeys(given).apply((keys) => toYaml(objectStorageConfig(objectStorage, keys)));
  return { [OBJECT_STORAGE_SECRET]: text };
}

/** The bucket's keys alone, as rclone reads them. */
function bucketCredentials({ objectStorage }: StackConfig, given: StackSecrets) {
  if (!objectStorage) return {};
  const text = bucketKeys(given).apply((keys) => rcloneConfig(objectStorage, keys));
  return { [RCLONE_SECRET]: text };
}

function bucketKeys({
  objectStorageAccessKey,
  objectStorageSecretKey,
  objectStorageServiceAccount,
  objectStorageAccountKey,
}: StackSecrets) {
  return pulumi.output({
    objectStorageAccessKey,
    objectStorageSecretKey,
    objectStorageServiceAccount,
    objectStorageAccountKey,
  });
}

/** The secrets of each remote write, by the file under which Prometheus's Secret has it. */
function remoteWriteValues({ remoteWrite }: StackConfig, given: StackSecrets) {
  return Object.fromEntries(
    remoteWriteSecrets(remoteWrite).map(({ file, key }) => [file, given[key]]),
  );
}
