import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { SEVERITIES } from "../../../alert-rules/policy";
import {
  alertmanagerConfig,
  alertmanagerSecrets,
  type AlertmanagerSecret,
} from "../../../infra/rendered-config/alertmanager";
import { operatorAlertmanagerConfig } from "../../../infra/rendered-config/operator/alertmanagerConfig";
import { scaledTimes } from "../../../infra/rendered-config/times";
import { toYaml } from "../../../infra/rendered-config/yaml";
import { secretFile } from "../../../infra/objects/names";
import type { Notifications } from "../../../infra/settings/notifications";
import type { Notification } from "../../../lab/receivers/notification";
import { Harness, SECRETS } from "../../lab/receivers/harness";
import { startAlertmanager } from "../../support/alertmanager";
import { generated } from "../../support/operatorGenerate";
import { settings } from "../../support/stacks";

/** An alert as Prometheus sends it. */
export interface SentAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  /** @default false: it fires */
  readonly ended?: boolean;
}

/** A real Alertmanager with a stack's own configuration, and the people whom it tells. */
export interface Delivery {
  send(...alerts: readonly SentAlert[]): Promise<void>;
  /** All that arrived so far, in order. */
  arrived(query?: string): Promise<readonly Notification[]>;
  /** How often sending failed for good, by the kind of receiver; those without a failure left out. */
  failures(): Promise<Readonly<Record<string, number>>>;
  close(): Promise<void>;
}

/** How many times faster than in production all of it goes. */
export const DELIVERY_PACE = 20;
export const TIMES = scaledTimes(DELIVERY_PACE);

const HOUR_MS = 3_600_000;

/** The namespace of what an operator is given. */
const NAMESPACE = "watchers";
/** What each alert of ours says, beside an operator. */
export const OPERATOR_LABELS = { namespace: NAMESPACE, part_of: "autodealgenie" };

/** The configuration that prometheus-operator makes of the stack's AlertmanagerConfig, and of the Secret that it names. */
function operatorsConfig(notifications: Notifications, values: Readonly<Record<string, string>>) {
  const receivers = { name: "receivers", namespace: NAMESPACE };
  const spec = operatorAlertmanagerConfig(alertmanagerConfig(notifications, TIMES), {
    secretKey: (key) => ({ name: receivers.name, key }),
    mailAuthority: "none",
    proxy: undefined,
  });
  return generated({
    objects: [
      { apiVersion: "v1", kind: "Secret", metadata: receivers, stringData: values },
      {
        apiVersion: "monitoring.coreos.com/v1alpha1",
        kind: "AlertmanagerConfig",
        metadata: { name: "autodealgenie", namespace: NAMESPACE },
        spec,
      },
    ],
    select: {},
    namespace: "monitoring",
  }).alertmanager;
}

/**
 * Only where the receivers are, and what they ask for, is other than in production.
 *
 * @param by whose configuration it is: the stack's own, or what prometheus-operator makes of the stack's objects
 */
export async function startDelivery(by: "stack" | "operator" = "stack"): Promise<Delivery> {
  const receivers = new Harness();
  await receivers.start();
  const folder = mkdtempSync(join(tmpdir(), "delivery-"));
  const http = receivers.url();
  const { hostname, port: smtp } = receivers.smtp();
  const { notifications } = settings("dev", {
    notifications: {
      pagerduty: { url: `${http}/v2/enqueue` },
      opsgenie: { url: http, responders: [{ type: "team", name: "ops" }] },
      webhooks: [{ name: "audit", severities: [...SEVERITIES] }],
      email: {
        to: "team@example.com",
        from: "alerts@example.com",
        smarthost: `${hostname}:${smtp}`,
        username: SECRETS.smtpUsername,
        requireTls: false,
      },
    },
  });
  const values: Readonly<Partial<Record<AlertmanagerSecret, string>>> = {
    "pagerduty-routing-key": SECRETS.pagerdutyRoutingKey,
    "slack-webhook-url": `${http}${SECRETS.slackWebhookPath}`,
    "smtp-password": SECRETS.smtpPassword,
    "watchdog-url": `${http}/watchdog/${SECRETS.watchdogToken}`,
    "opsgenie-api-key": SECRETS.opsgenieApiKey,
    "webhook-url-audit": `${http}/hooks/audit/${SECRETS.webhookToken}`,
  };
  let config =
    by === "operator"
      ? operatorsConfig(notifications, values as Readonly<Record<string, string>>)
      : toYaml(alertmanagerConfig(notifications, TIMES));
  for (const name of Object.keys(alertmanagerSecrets(notifications)) as AlertmanagerSecret[]) {
    const value = values[name];
    if (value === undefined) throw new Error(`There is no value of ${name}.`);
    writeFileSync(join(folder, name), value);
    config = config.replaceAll(secretFile(name), join(folder, name));
  }
  const remove = async () => {
    await receivers.remove();
    rmSync(folder, { recursive: true, force: true });
  };
  const { url, end } = await startAlertmanager(folder, config).catch(async (error: unknown) => {
    await remove();
    throw error;
  });
  const close = async () => {
    await end();
    await remove();
  };
  return {
    close,
    arrived: (query) => receivers.arrived(query),
    async send(...alerts) {
      const now = Date.now();
      const body = alerts.map(({ labels, annotations = {}, ended: over = false }) => ({
        labels,
        annotations,
        startsAt: new Date(over ? now - 1 : now).toISOString(),
        endsAt: new Date(over ? now : now + HOUR_MS).toISOString(),
      }));
      const response = await fetch(`${url}/api/v2/alerts`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
      if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
    },
    async failures() {
      const text = await (await fetch(`${url}/metrics`)).text();
      const counted = new Map<string, number>();
      const line = /^alertmanager_notifications_failed_total\{.*?integration="(\w+)".*?\} (\d+)$/gm;
      for (const [, integration = "", count] of text.matchAll(line)) {
        counted.set(integration, (counted.get(integration) ?? 0) + Number(count));
      }
      return Object.fromEntries([...counted].filter(([, count]) => count > 0));
    },
  };
}
