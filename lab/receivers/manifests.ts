import { createHash } from "node:crypto";

import type { apps, core } from "@pulumi/kubernetes/types/input";
import type { Unwrap } from "@pulumi/pulumi";
import { z } from "zod";

import type { Container } from "../../infra/kubernetes/objects";
import { container, httpGet, podTemplate, probes } from "../../infra/kubernetes/pod";
import { HTTP_PORT, RECEIVERS_NAMESPACE, SMTP_PORT } from "./addresses";
import { RECEIVERS_UID } from "./image";
import type { ReceiverSecrets } from "./secrets";
import { receiverSecrets } from "./secrets";

export interface ReceiversArgs {
  readonly image: string;
  readonly secrets: ReceiverSecrets;
  /** Seconds without a heartbeat after which the dead man's switch rings. */
  readonly watchdogSilenceSeconds: number;
}

export type Named<T> = Readonly<
  Omit<Unwrap<T>, "apiVersion" | "kind" | "metadata"> & {
    apiVersion: string;
    kind: string;
    metadata: { name: string; namespace?: string; labels: Record<string, string> };
  }
>;
type Namespace = Named<core.v1.Namespace>;
type Secret = Named<core.v1.Secret>;
type Service = Named<core.v1.Service>;
type Deployment = Named<apps.v1.Deployment>;

/** The kinds that the receivers are made of, as plain data. */
export type ReceiversObject = Namespace | Secret | Service | Deployment;

const NAME = "receivers";
const SECRETS_FOLDER = "/etc/receivers";
const DATA_FOLDER = "/data";

const selector = {
  "app.kubernetes.io/name": NAME,
  "app.kubernetes.io/part-of": "autodealgenie-lab",
};
const labels = { ...selector, "app.kubernetes.io/component": "notification-receiver" };
const metadata = { name: NAME, namespace: RECEIVERS_NAMESPACE, labels };

/**
 * Everything that the receivers need in the cluster, in an order in which it can be applied.
 * @throws Error where a credential has not the shape that the program asks for, before a pod fails on it
 */
export function receiversObjects({
  image,
  secrets,
  watchdogSilenceSeconds,
}: ReceiversArgs): ReceiversObject[] {
  const { error } = receiverSecrets.safeParse(secrets);
  if (error) throw new Error(`the receivers' credentials:\n${z.prettifyError(error)}`);

  const { smtpUsername, ...files } = secrets;
  const settings = {
    SMTP_USERNAME: smtpUsername,
    WATCHDOG_SILENCE_SECONDS: String(watchdogSilenceSeconds),
  };
  return [namespace(), secret(files), deployment(image, settings, files), service()];
}

type SecretFiles = Omit<ReceiverSecrets, "smtpUsername">;

function namespace(): Namespace {
  const name = RECEIVERS_NAMESPACE;
  const security = { "pod-security.kubernetes.io/enforce": "restricted" };
  return {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name, labels: { ...labels, ...security } },
  };
}

function secret(files: SecretFiles): Secret {
  return { apiVersion: "v1", kind: "Secret", metadata, type: "Opaque", stringData: files };
}

function service(): Service {
  const ports = [
    { name: "http", port: HTTP_PORT, targetPort: "http" },
    { name: "smtp", port: SMTP_PORT, targetPort: "smtp" },
  ];
  return { apiVersion: "v1", kind: "Service", metadata, spec: { selector, ports } };
}

type Settings = Readonly<Record<string, string>>;

function deployment(image: string, settings: Settings, files: SecretFiles): Deployment {
  // The program reads its files once, so other credentials must start another pod.
  const checksum = createHash("sha256").update(JSON.stringify(files)).digest("hex");
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata,
    spec: {
      replicas: 1,
      // Two at once would each keep half of what arrives.
      strategy: { type: "Recreate" },
      selector: { matchLabels: selector },
      template: podTemplate({
        labels,
        annotations: { "checksum/secret": checksum },
        serviceAccount: "default",
        group: RECEIVERS_UID,
        container: program(image, settings),
        volumes: [
          // 0440 in the decimal notation that JSON has to use.
          { name: "secrets", secret: { secretName: NAME, defaultMode: 288 } },
          // Outlives the container, killed or not, but not the pod.
          { name: "data", emptyDir: { sizeLimit: "256Mi" } },
        ],
      }),
    },
  };
}

function program(image: string, settings: Settings): Container {
  const healthz = httpGet("/healthz", "http");
  const fileOf = (key: keyof SecretFiles) => `${SECRETS_FOLDER}/${key}`;
  return container({
    name: NAME,
    image,
    env: {
      HTTP_PORT: String(HTTP_PORT),
      SMTP_PORT: String(SMTP_PORT),
      DATA_DIR: DATA_FOLDER,
      ...settings,
      SMTP_PASSWORD_FILE: fileOf("smtpPassword"),
      PAGERDUTY_ROUTING_KEY_FILE: fileOf("pagerdutyRoutingKey"),
      SLACK_WEBHOOK_PATH_FILE: fileOf("slackWebhookPath"),
      OPSGENIE_API_KEY_FILE: fileOf("opsgenieApiKey"),
      WEBHOOK_TOKEN_FILE: fileOf("webhookToken"),
      WATCHDOG_TOKEN_FILE: fileOf("watchdogToken"),
    },
    ports: { http: HTTP_PORT, smtp: SMTP_PORT },
    probes: probes({ ready: healthz, alive: healthz, startSeconds: 60 }),
    resources: { cpuRequest: "10m", memoryRequest: "80Mi", memoryLimit: "160Mi" },
    uid: RECEIVERS_UID,
    mounts: [
      { name: "secrets", mountPath: SECRETS_FOLDER, readOnly: true },
      { name: "data", mountPath: DATA_FOLDER },
    ],
  });
}
