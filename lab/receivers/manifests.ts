import { z } from "zod";

import type { Container } from "../../infra/objects/kubernetes";
import { container, httpGet, probes } from "../../infra/kubernetes/pod";
import type { KubeObject } from "../deploy/object";
import { standIn } from "../deploy/standIn";
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

const NAME = "receivers";
const SECRETS_FOLDER = "/etc/receivers";
const DATA_FOLDER = "/data";

/**
 * The receivers' objects for the cluster, in an order in which they can be applied.
 * @throws Error if a credential does not have the format that the program requires, before a pod fails because of it
 */
export function receiversObjects({
  image,
  secrets,
  watchdogSilenceSeconds,
}: ReceiversArgs): readonly KubeObject[] {
  const { error } = receiverSecrets.safeParse(secrets);
  if (error) throw new Error(`the receivers' credentials:\n${z.prettifyError(error)}`);

  const { smtpUsername, ...files } = secrets;
  const settings = {
    SMTP_USERNAME: smtpUsername,
    WATCHDOG_SILENCE_SECONDS: String(watchdogSilenceSeconds),
  };
  return standIn({
    name: NAME,
    namespace: RECEIVERS_NAMESPACE,
    component: "notification-receiver",
    secrets: files,
    container: program(image, settings),
    uid: RECEIVERS_UID,
    // This volume survives restarts of the container, but not the pod.
    volumes: [{ name: "data", emptyDir: { sizeLimit: "256Mi" } }],
  });
}

function program(image: string, settings: Readonly<Record<string, string>>): Container {
  const healthz = httpGet("/healthz", "http");
  const fileOf = (key: keyof Omit<ReceiverSecrets, "smtpUsername">) => `${SECRETS_FOLDER}/${key}`;
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
