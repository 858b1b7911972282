import { createHash } from "node:crypto";

import type { apps, core } from "@pulumi/kubernetes/types/input";
import { z } from "zod";

import { HTTP_PORT, RECEIVERS_NAMESPACE, SMTP_PORT } from "./addresses";
import { RECEIVERS_UID } from "./image";
import type { ReceiverSecrets } from "./secrets";
import { receiverSecrets } from "./secrets";

export interface ReceiversArgs {
  readonly image: string;
  readonly secrets: ReceiverSecrets;
}

/** The kinds that the receivers are made of. */
export type ReceiversObject =
  core.v1.Namespace | core.v1.Secret | core.v1.Service | apps.v1.Deployment;

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
export function receiversObjects({ image, secrets }: ReceiversArgs): ReceiversObject[] {
  const { error } = receiverSecrets.safeParse(secrets);
  if (error) throw new Error(`the receivers' credentials:\n${z.prettifyError(error)}`);

  const { smtpUsername, ...files } = secrets;
  return [namespace(), secret(files), deployment(image, smtpUsername, files), service()];
}

type SecretFiles = Omit<ReceiverSecrets, "smtpUsername">;

function namespace(): core.v1.Namespace {
  const name = RECEIVERS_NAMESPACE;
  const security = { "pod-security.kubernetes.io/enforce": "restricted" };
  return {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name, labels: { ...labels, ...security } },
  };
}

function secret(files: SecretFiles): core.v1.Secret {
  return { apiVersion: "v1", kind: "Secret", metadata, type: "Opaque", stringData: files };
}

function service(): core.v1.Service {
  const ports = [
    { name: "http", port: HTTP_PORT, targetPort: "http" },
    { name: "smtp", port: SMTP_PORT, targetPort: "smtp" },
  ];
  return { apiVersion: "v1", kind: "Service", metadata, spec: { selector, ports } };
}

function deployment(image: string, smtpUsername: string, files: SecretFiles): apps.v1.Deployment {
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
      template: {
        metadata: { labels, annotations: { "checksum/secret": checksum } },
        spec: {
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          securityContext: {
            runAsNonRoot: true,
            runAsUser: RECEIVERS_UID,
            runAsGroup: RECEIVERS_UID,
            fsGroup: RECEIVERS_UID,
            seccompProfile: { type: "RuntimeDefault" },
          },
          containers: [container(image, smtpUsername)],
          volumes: [
            { name: "secrets", secret: { secretName: NAME, defaultMode: 0o440 } },
            // Outlives the container, killed or not, but not the pod.
            { name: "data", emptyDir: { sizeLimit: "256Mi" } },
          ],
        },
      },
    },
  };
}

function container(image: string, smtpUsername: string): core.v1.Container {
  const healthz = { httpGet: { path: "/healthz", port: "http" } };
  const fileOf = (key: keyof SecretFiles) => `${SECRETS_FOLDER}/${key}`;
  return {
    name: NAME,
    image,
    env: [
      { name: "HTTP_PORT", value: String(HTTP_PORT) },
      { name: "SMTP_PORT", value: String(SMTP_PORT) },
      { name: "DATA_DIR", value: DATA_FOLDER },
      { name: "SMTP_USERNAME", value: smtpUsername },
      { name: "SMTP_PASSWORD_FILE", value: fileOf("smtpPassword") },
      { name: "PAGERDUTY_ROUTING_KEY_FILE", value: fileOf("pagerdutyRoutingKey") },
      { name: "SLACK_WEBHOOK_PATH_FILE", value: fileOf("slackWebhookPath") },
      { name: "WATCHDOG_TOKEN_FILE", value: fileOf("watchdogToken") },
    ],
    ports: [
      { name: "http", containerPort: HTTP_PORT },
      { name: "smtp", containerPort: SMTP_PORT },
    ],
    startupProbe: { ...healthz, periodSeconds: 1, failureThreshold: 60 },
    readinessProbe: { ...healthz, periodSeconds: 5 },
    livenessProbe: { ...healthz, periodSeconds: 10, failureThreshold: 6 },
    resources: {
      requests: { cpu: "10m", memory: "64Mi" },
      limits: { memory: "160Mi" },
    },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    },
    volumeMounts: [
      { name: "secrets", mountPath: SECRETS_FOLDER, readOnly: true },
      { name: "data", mountPath: DATA_FOLDER },
    ],
  };
}
