import { renderStack, type RenderOptions } from "../../infra/render/render";
import { receiversObjects } from "../receivers/manifests";
import {
  PAGERDUTY_URL,
  RECEIVERS_SMARTHOST,
  slackWebhookUrl,
  watchdogUrl,
} from "../receivers/addresses";
import { RECEIVERS_IMAGE } from "../receivers/image";
import { urlOf } from "../cluster/layout";
import { corednsObjects } from "./coredns";
import type { KubeObject } from "./object";
import { Secrets } from "./secrets";
import { storageClass, volumesFor } from "./volumes";

export interface StackOptions {
  /** Divides every interval, window and wait of the stack alike. */
  readonly timeScale: number;
  /** Whether Grafana's image is on the node. */
  readonly grafana: boolean;
}

/** What the local cluster sets of the dev stack: where its receivers are, and how people reach it. */
function overrides(timeScale: number, smtpUsername: string) {
  return {
    timeScale,
    prometheus: { url: urlOf("prometheus") },
    alertmanager: { url: urlOf("alertmanager") },
    grafana: { url: urlOf("grafana") },
    // People reach it on the loopback, without TLS.
    backend: { cookieSecure: false },
    notifications: {
      pagerduty: { url: PAGERDUTY_URL },
      email: { smarthost: RECEIVERS_SMARTHOST, username: smtpUsername, requireTls: false },
    },
  } satisfies RenderOptions["overrides"];
}

/** Every object of the local cluster: its own, and the dev stack's as the program makes them. */
export async function stackObjects({
  timeScale,
  grafana,
}: StackOptions): Promise<readonly KubeObject[]> {
  const secrets = new Secrets();
  const credentials = {
    pagerdutyRoutingKey: secrets.get("pagerdutyRoutingKey"),
    slackWebhookPath: `/services/T00000000/B00000000/${secrets.get("slackWebhook")}`,
    smtpUsername: "alertmanager",
    smtpPassword: secrets.get("smtpPassword"),
    watchdogToken: secrets.get("watchdogToken"),
  };
  const { objects } = await renderStack("dev", {
    overrides: overrides(timeScale, credentials.smtpUsername),
    secrets: {
      pagerdutyRoutingKey: credentials.pagerdutyRoutingKey,
      slackWebhookUrl: slackWebhookUrl(credentials),
      watchdogUrl: watchdogUrl(credentials),
      smtpPassword: credentials.smtpPassword,
    },
    random: (name) => secrets.get(`stack/${name}`),
  });
  const stack = (objects as readonly KubeObject[]).filter(
    ({ kind, metadata }) => grafana || kind !== "StatefulSet" || metadata.name !== "grafana",
  );
  const receivers = receiversObjects({
    image: RECEIVERS_IMAGE,
    secrets: credentials,
  }) as readonly KubeObject[];
  return [storageClass, ...volumesFor(stack), ...corednsObjects, ...receivers, ...stack];
}
