import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { readConfig } from "../../../lab/receivers/config";
import { SECRETS } from "./harness";

describe("readConfig", () => {
  const folder = mkdtempSync(join(tmpdir(), "config-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = (name: string, content: string) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const env = {
    DATA_DIR: folder,
    SMTP_USERNAME: SECRETS.smtpUsername,
    SMTP_PASSWORD_FILE: file("smtp", `${SECRETS.smtpPassword}\n`),
    PAGERDUTY_ROUTING_KEY_FILE: file("pagerduty", SECRETS.pagerdutyRoutingKey),
    SLACK_WEBHOOK_PATH_FILE: file("slack", SECRETS.slackWebhookPath),
    OPSGENIE_API_KEY_FILE: file("opsgenie", SECRETS.opsgenieApiKey),
    WEBHOOK_TOKEN_FILE: file("webhook", SECRETS.webhookToken),
    WATCHDOG_TOKEN_FILE: file("watchdog", SECRETS.watchdogToken),
  };

  it("reads the secret files without trailing newlines, and has default ports", () => {
    expect(readConfig(env)).toEqual({
      httpPort: 8080,
      smtpPort: 2525,
      dataDir: folder,
      watchdogSilenceSeconds: 300,
      secrets: SECRETS,
    });
  });

  it("reports all faults at once, with variable and remedy, without secrets", () => {
    const wrong = {
      HTTP_PORT: "http",
      SMTP_PORT: "65536",
      DATA_DIR: join(folder, "none"),
      SMTP_PASSWORD_FILE: join(folder, "none"),
      PAGERDUTY_ROUTING_KEY_FILE: file("short", "too-short-a-key"),
      SLACK_WEBHOOK_PATH_FILE: file("url", `https://hooks.slack.com${SECRETS.slackWebhookPath}`),
      OPSGENIE_API_KEY_FILE: file("no-uuid", "key"),
      WATCHDOG_TOKEN_FILE: file("empty", "\n"),
      WATCHDOG_SILENCE_SECONDS: "0",
    };
    expect(() => readConfig(wrong)).toThrow(
      [
        "The receivers' environment is invalid:",
        "  HTTP_PORT: must be a port number",
        "  SMTP_PORT: must be a port number, at most 65535",
        `  DATA_DIR: cannot write to ${folder}/none (ENOENT); give a writable folder`,
        "  PAGERDUTY_ROUTING_KEY_FILE: must be 32 letters and digits, as PagerDuty's integration keys are",
        "  SLACK_WEBHOOK_PATH_FILE: must be the path of a Slack webhook: /services/T…/B…/ and 16 or more letters and digits",
        "  SMTP_USERNAME: is not set; give the user that sends the mail",
        `  SMTP_PASSWORD_FILE: cannot read ${folder}/none (ENOENT); mount the secret there`,
        "  OPSGENIE_API_KEY_FILE: must be a UUID, as OpsGenie's integration keys are",
        "  WEBHOOK_TOKEN_FILE: is not set; give the path of the file that contains it",
        "  WATCHDOG_TOKEN_FILE: must be 16 or more letters, digits, - and _",
        "  WATCHDOG_SILENCE_SECONDS: must be above 0",
      ].join("\n"),
    );
  });
});
