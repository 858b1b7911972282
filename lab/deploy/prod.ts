import { OLDER } from "../builder/runImages";
import { configOf, type RenderOptions } from "../../tools/render/render";
import { scaledTimes } from "../../infra/rendered-config/times";
import { POSTGRES_PORT } from "../../service/defaults";
import { certificateAuthority, certificateFor, type Certificate } from "../certificates";
import {
  CORTEX_HOST,
  CORTEX_PORT,
  CORTEX_WRITE,
  sendsToCortex,
  TENANTS,
} from "../cortex/addresses";
import { cortexObjects } from "../cortex/manifests";
import { POSTGRES_HOST, REDIS_HOST, REDIS_TLS_PORT } from "../databases/addresses";
import { databasesObjects, type DatabasePasswords } from "../databases/manifests";
import {
  OBJECT_STORAGE_ENDPOINT,
  OBJECT_STORAGE_HOST,
  OBJECT_STORAGE_PORT,
} from "../objectStorage/addresses";
import { objectStorageObjects } from "../objectStorage/manifests";
import {
  HTTPS_PORT as RECEIVERS_HTTPS_PORT,
  pagerdutyUrl,
  RECEIVERS_HOST,
  RECEIVERS_SMARTHOST,
  RECEIVERS_TLS_URL,
  SMTP_PORT,
} from "../receivers/addresses";
import {
  REMOTE_STORAGE_HOST,
  REMOTE_STORAGE_PORT,
  REMOTE_STORAGE_USER,
  REMOTE_WRITE_URL,
} from "../remoteStorage/addresses";
import { remoteStorageObjects } from "../remoteStorage/manifests";
import {
  HTTPS_PORT as UPSTREAMS_HTTPS_PORT,
  LLM_PATH,
  UPSTREAMS_HOST,
  UPSTREAMS_TLS_URL,
  VEHICLE_API_PATH,
} from "../upstreams/addresses";
import { certManagerObjects, PUBLIC_AUTHORITY, publicAuthorities } from "./certManager";
import { DNS_PORT } from "./coredns";
import { METRICS_SERVER_HOST, metricsServerObjects } from "./metricsServer";
import type { KubeObject } from "./object";
import type { Secrets } from "./secrets";
import { behind } from "./selector";
import type { LabSettings } from "./labSettings";
import { servingTls } from "./tls";
import { volumesFor } from "./volumes";
import { WEBSITE_HOST, WEBSITE_PORT, WEBSITE_URL } from "./website";

/** A page of the website for each page of production whose certificate is watched. */
function pages(): readonly string[] {
  return configOf("prod").certificates.map((page) => `${WEBSITE_URL}/${new URL(page).hostname}`);
}

/** The name that the stack gives to its remote-write receiver. */
const REMOTE_WRITE_NAME = "victoria";

/**
 * The receiver authenticates the sender by a password, and the sender verifies the receiver against one named
 * authority. No label distinguishes the replicas of Prometheus: VictoriaMetrics deduplicates only series with equal
 * labels, and keeps one sample per interval.
 */
function remoteWrite() {
  const authority = certificateAuthority();
  return {
    name: REMOTE_WRITE_NAME,
    url: REMOTE_WRITE_URL,
    auth: { type: "basic" as const, username: REMOTE_STORAGE_USER },
    ...(authority !== undefined && { tls: { certificateAuthority: authority } }),
    replicaLabel: "none" as const,
  };
}

/**
 * The settings with which the local cluster overrides those of prod. Sizes are scaled to one small machine, addresses
 * lead to the local stand-ins, and samples are sent to a receiver, which production has yet to name. What runs, how
 * often, and what keeps it running stays the same. A test names each field of each object that this may change.
 *
 * @param settings further settings, which may name another receiver of samples
 */
export function prodOverrides(smtpUsername: string, settings: LabSettings = {}) {
  return {
    // The cluster's own DNS and website answer to some of the example names, and no external server is contacted.
    exampleAddresses: "deployed" as const,
    // Images that are built here are in no registry, and some are older versions.
    images: { ...OLDER, pullPolicy: "IfNotPresent" },
    // 100 Gi and 4 Gi in production. Volumes here do not get larger than this.
    prometheus: { storage: "2Gi", memory: "768Mi" },
    objectStorage: { endpoint: OBJECT_STORAGE_ENDPOINT },
    remoteWrite: [remoteWrite()],
    // 10 Gi and 50 Gi in production, with 1 Gi of memory each.
    thanos: {
      store: { storage: "1Gi", memory: "512Mi" },
      compactor: { storage: "2Gi", memory: "256Mi" },
      query: { memory: "256Mi" },
    },
    network: {
      dnsPort: DNS_PORT,
      services: [
        behind(RECEIVERS_HOST, [RECEIVERS_HTTPS_PORT, SMTP_PORT]),
        behind(UPSTREAMS_HOST, [UPSTREAMS_HTTPS_PORT]),
        behind(WEBSITE_HOST, [WEBSITE_PORT]),
        behind(POSTGRES_HOST, [POSTGRES_PORT]),
        behind(REDIS_HOST, [REDIS_TLS_PORT]),
        behind(OBJECT_STORAGE_HOST, [OBJECT_STORAGE_PORT]),
        sendsToCortex(settings)
          ? behind(CORTEX_HOST, [CORTEX_PORT])
          : behind(REMOTE_STORAGE_HOST, [REMOTE_STORAGE_PORT]),
      ],
    },
    backend: {
      // A core in production. The autoscaler acts at a share of this value, which two cores can reach here.
      cpu: "200m",
      vehicleApi: { url: `${UPSTREAMS_TLS_URL}${VEHICLE_API_PATH}` },
      llm: { baseUrl: `${UPSTREAMS_TLS_URL}${LLM_PATH}` },
    },
    // Certificates are verified as in production: the node mounts the cluster's authority into every container.
    postgres: { host: POSTGRES_HOST },
    grafana: { database: { host: POSTGRES_HOST } },
    redis: { host: REDIS_HOST, port: REDIS_TLS_PORT },
    certificates: [...pages()],
    notifications: {
      pagerduty: { url: pagerdutyUrl(RECEIVERS_TLS_URL) },
      email: { smarthost: RECEIVERS_SMARTHOST, username: smtpUsername },
    },
  } satisfies RenderOptions["overrides"];
}

/** The access keys for the bucket. */
export function objectStorageKeys(secrets: Secrets) {
  return {
    objectStorageAccessKey: secrets.get("objectStorageAccessKey"),
    objectStorageSecretKey: secrets.get("objectStorageSecretKey"),
  };
}

/** The password with which samples are sent to the receiver. @param settings the further settings of the stack */
export function remoteWritePassword(secrets: Secrets, settings: LabSettings) {
  const name = sendsToCortex(settings) ? CORTEX_WRITE.name : REMOTE_WRITE_NAME;
  return { [`remoteWritePassword-${name}`]: secrets.get("remoteWritePassword") };
}

/** The receiver of samples: Cortex if the settings name it, otherwise VictoriaMetrics. */
function receiverObjects(
  secrets: Secrets,
  certificates: ProdCertificates,
  settings: LabSettings,
): readonly KubeObject[] {
  const password = secrets.get("remoteWritePassword");
  if (!sendsToCortex(settings)) {
    return remoteStorageObjects({
      password,
      certificate: certificates["victoria-metrics"],
      // Prod rejects any time scale other than 1.
      scrapeInterval: scaledTimes(1).scrapeInterval,
    });
  }
  return cortexObjects({
    tenants: [
      { ...TENANTS.stack, password },
      { ...TENANTS.other, password: secrets.get("otherTenantPassword") },
    ],
    operatorPassword: secrets.get("cortexOperatorPassword"),
    certificate: certificates.cortex,
  });
}

/** The name and the region of the bucket in prod's settings. */
function prodBucket() {
  const { objectStorage } = configOf("prod");
  if (objectStorage?.type !== "s3") {
    throw new Error("The local cluster only has an S3 bucket, and prod uses another type.");
  }
  return { bucket: objectStorage.bucket, region: objectStorage.region ?? "us-east-1" };
}

/** The passwords that the operators of the databases would have handed out. */
export function databasePasswords(secrets: Secrets): DatabasePasswords {
  return {
    postgresAppPassword: secrets.get("postgresAppPassword"),
    postgresExporterPassword: secrets.get("postgresExporterPassword"),
    grafanaDatabasePassword: secrets.get("grafanaDatabasePassword"),
    redisBackendPassword: secrets.get("redisBackendPassword"),
    redisExporterPassword: secrets.get("redisExporterPassword"),
  };
}

/** The TLS servers besides the prod stack, with the name in each certificate. */
const CERTIFIED = {
  postgres: POSTGRES_HOST,
  redis: REDIS_HOST,
  receivers: RECEIVERS_HOST,
  upstreams: UPSTREAMS_HOST,
  minio: OBJECT_STORAGE_HOST,
  "victoria-metrics": REMOTE_STORAGE_HOST,
  cortex: CORTEX_HOST,
  "metrics-server": METRICS_SERVER_HOST,
} as const;

export type ProdCertificates = Readonly<Record<keyof typeof CERTIFIED | "public", Certificate>>;

/**
 * Their certificates, and one of an authority that stands in for a public one, each created once. The node's authority
 * must exist, which the node's first start creates.
 */
export async function prodCertificates(): Promise<ProdCertificates> {
  const made: [string, Certificate][] = [];
  for (const [name, host] of Object.entries(CERTIFIED)) {
    made.push([name, await certificateFor({ name, hosts: [host] })]);
  }
  made.push(["public", await certificateFor({ name: PUBLIC_AUTHORITY, hosts: [], signs: true })]);
  return Object.fromEntries(made) as unknown as ProdCertificates;
}

interface ProdLabArgs {
  readonly stack: readonly KubeObject[];
  /** The objects that the local cluster has besides any stack. */
  readonly common: readonly KubeObject[];
  readonly secrets: Secrets;
  readonly certificates: ProdCertificates;
  /** The further settings of the stack. */
  readonly settings: LabSettings;
}

/**
 * The objects that the local cluster has besides the prod stack: those that it has besides any stack, with TLS for the
 * receivers and the upstreams; and what a production cluster has and the stack only uses: databases, a bucket, the
 * remote-write receiver, the metrics API, and cert-manager, which a chart installs there. Add here whatever else the
 * prod stack comes to depend on.
 */
export function prodLabObjects({
  stack,
  common,
  secrets,
  certificates,
  settings,
}: ProdLabArgs): readonly KubeObject[] {
  const { receivers, upstreams } = certificates;
  const databases = databasesObjects({ passwords: databasePasswords(secrets), certificates });
  const keys = objectStorageKeys(secrets);
  const storage = objectStorageObjects({
    ...prodBucket(),
    accessKey: keys.objectStorageAccessKey,
    secretKey: keys.objectStorageSecretKey,
    certificate: certificates.minio,
  });
  const remote = receiverObjects(secrets, certificates, settings);
  return [
    ...[
      { name: "receivers", certificate: receivers, port: RECEIVERS_HTTPS_PORT },
      { name: "upstreams", certificate: upstreams, port: UPSTREAMS_HTTPS_PORT },
    ].reduce(servingTls, common),
    ...volumesFor([...databases, ...storage, ...remote]),
    ...databases,
    ...storage,
    ...remote,
    ...metricsServerObjects(certificates["metrics-server"]),
    ...certManagerObjects(stack),
    ...publicAuthorities(stack, certificates.public),
  ];
}
