import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { SEVERITIES } from "../../../alert-rules/policy";
import { destinationsOf } from "../../../infra/alert-delivery/routes";
import {
  alertmanagerConfig,
  alertmanagerSecrets,
} from "../../../infra/rendered-config/alertmanager";
import { scaledTimes } from "../../../infra/rendered-config/times";
import { toYaml } from "../../../infra/rendered-config/yaml";
import { secretFile } from "../../../infra/objects/names";
import { neededSecrets } from "../../../infra/settings/secrets";
import { eventually } from "../../../tools/polling";
import { startAlertmanager } from "../../support/alertmanager";
import { settings, settingsHere } from "../../support/stacks";

const TOKEN = "xoxb-0123456789-abcdefghij";

interface Posted {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly channel: string | undefined;
}

/**
 * Makes a real Alertmanager notify Slack of an alert of each severity.
 * @returns what was posted
 */
async function postedBy(by: "app" | "webhooks"): Promise<readonly Posted[]> {
  const posted: Posted[] = [];
  const slack = createServer((request, response) => {
    let body = "";
    request.on("data", (text: Buffer) => (body += text.toString()));
    request.on("end", () => {
      const { channel } = JSON.parse(body) as { readonly channel?: string };
      const { authorization } = request.headers;
      posted.push({ path: request.url ?? "", authorization, channel });
      // The Web API and a webhook answer differently.
      if (by === "webhooks") response.end("ok");
      else response.setHeader("content-type", "application/json").end('{"ok":true}');
    });
  });
  slack.listen(0, "127.0.0.1");
  await once(slack, "listening");
  const url = `http://127.0.0.1:${(slack.address() as AddressInfo).port}`;
  const folder = mkdtempSync(join(tmpdir(), "slack-"));
  const { notifications } = settingsHere("dev", {
    notifications: { slack: { by, ...(by === "app" && { url: `${url}/api/chat.postMessage` }) } },
  });
  const { receivers, ...config } = alertmanagerConfig(notifications, scaledTimes(20));
  let text = toYaml({
    ...config,
    receivers: receivers.map(({ name, slack_configs = [] }) => ({ name, slack_configs })),
  });
  for (const name of Object.keys(alertmanagerSecrets(notifications))) {
    const severity = name.replace("slack-webhook-url-", "");
    writeFileSync(
      join(folder, name),
      name === "slack-app-token" ? TOKEN : `${url}/services/T0/B0/${severity}`,
    );
    text = text.replaceAll(new RegExp(`${secretFile(name)}$`, "gm"), join(folder, name));
  }
  const alertmanager = await startAlertmanager(folder, text);
  try {
    await eventually("Alertmanager takes the alerts", 60, async () => {
      const response = await fetch(`${alertmanager.url}/api/v2/alerts`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(
          SEVERITIES.map((severity) => ({ labels: { alertname: `Of_${severity}`, severity } })),
        ),
      });
      expect(response.ok).toBe(true);
    });
    await eventually("Slack is told of each", 60, () => {
      expect(posted.length).toBeGreaterThanOrEqual(SEVERITIES.length);
      return Promise.resolve();
    });
    return posted;
  } finally {
    await alertmanager.end();
    slack.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const byChannel = (a: Posted, b: Posted) => JSON.stringify(a).localeCompare(JSON.stringify(b));

it("an app posts with its token, to the channel of each severity", async () => {
  const shared = { path: "/api/chat.postMessage", authorization: `Bearer ${TOKEN}` };
  const channels = ["#critical-alerts", "#info-alerts", "#warnings"];
  expect([...(await postedBy("app"))].sort(byChannel)).toEqual(
    channels.map((channel) => ({ ...shared, channel })),
  );
}, 90_000);

it("each severity posts to its own webhook, without naming a channel", async () => {
  expect([...(await postedBy("webhooks"))].sort(byChannel)).toEqual(
    [...SEVERITIES].sort().map((severity) => ({ path: `/services/T0/B0/${severity}` })),
  );
}, 90_000);

it.each([
  ["webhook", ["slackWebhookUrl"]],
  ["app", ["slackAppToken"]],
  ["webhooks", SEVERITIES.map((severity) => `slackWebhookUrl-${severity}`)],
] as const)(
  "`by: %s` requires its secrets, and no two receivers post to the same channel",
  (by, keys) => {
    const config = settings("dev", { notifications: { slack: { by } } });
    expect(neededSecrets(config).filter((key) => key.startsWith("slack"))).toEqual(keys);
    const { receivers } = alertmanagerConfig(config.notifications, scaledTimes(1));
    const ways = receivers.flatMap(destinationsOf).filter(({ kind }) => kind === "slack_configs");
    expect(new Set(ways.map(({ to }) => to)).size).toBe(SEVERITIES.length);
    expect(ways.map(({ to }) => to)).not.toContain("");
  },
);
