import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { SEVERITIES } from "../../../alert-rules/policy";
import {
  alertmanagerConfig,
  alertmanagerSecrets,
  type AlertmanagerSecret,
} from "../../../infra/rendered-config/alertmanager";
import { TEMPLATES } from "../../../infra/rendered-config/alertmanagerTemplates";
import { scaledTimes } from "../../../infra/rendered-config/times";
import { toYaml } from "../../../infra/rendered-config/yaml";
import { secretFile } from "../../../infra/objects/names";
import { toolPath } from "../../../lab/builder/tools";
import type { Notification } from "../../../lab/receivers/notification";
import { eventually } from "../../../tools/polling";
import { Harness, SECRETS } from "../../lab/receivers/harness";
import { freePort } from "../../support/freePort";
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

/** Only where the receivers are, and what they ask for, is other than in production. */
export async function startDelivery(): Promise<Delivery> {
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
  let config = toYaml(alertmanagerConfig(notifications, TIMES));
  for (const name of Object.keys(alertmanagerSecrets(notifications)) as AlertmanagerSecret[]) {
    const value = values[name];
    if (value === undefined) throw new Error(`There is no value of ${name}.`);
    writeFileSync(join(folder, name), value);
    config = config.replaceAll(secretFile(name), join(folder, name));
  }
  mkdirSync(join(folder, "templates"));
  writeFileSync(join(folder, "templates", "autodealgenie.tmpl"), TEMPLATES);
  writeFileSync(join(folder, "alertmanager.yml"), config);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const alertmanager = spawn(
    toolPath("alertmanager"),
    [
      `--config.file=${join(folder, "alertmanager.yml")}`,
      `--storage.path=${join(folder, "data")}`,
      `--web.listen-address=127.0.0.1:${port}`,
      "--cluster.listen-address=",
    ],
    { stdio: "ignore" },
  );
  const close = async () => {
    await ended(alertmanager);
    await receivers.remove();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await eventually("Alertmanager answers", 60, async () => {
      expect((await fetch(`${url}/-/ready`)).ok).toBe(true);
    });
  } catch (error) {
    await close();
    throw error;
  }
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

async function ended(child: ChildProcess): Promise<void> {
  child.kill("SIGKILL");
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
}
