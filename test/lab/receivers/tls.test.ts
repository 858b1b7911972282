import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { createTransport } from "nodemailer";
import { pino } from "pino";

import { exec } from "../../../lab/builder/exec";
import { nodePrograms } from "../../../lab/builder/go";
import { build } from "../../../lab/builder/progress";
import { outputOf } from "../../../lab/builder/stage";
import { readConfig as readReceiversConfig } from "../../../lab/receivers/config";
import { startReceivers, type RunningReceivers } from "../../../lab/receivers/server";
import { readConfig as readUpstreamsConfig } from "../../../lab/upstreams/config";
import { startUpstreams, type RunningUpstreams } from "../../../lab/upstreams/server";
import { SECRETS, trigger } from "./harness";

const folder = mkdtempSync(join(tmpdir(), "tls-"));
const at = (name: string) => join(folder, name);
const KEYS = { vehicleApiKey: "vehicle-key-0123456789", llmApiKey: "llm-key-0123456789abc" };

let receivers: RunningReceivers;
let upstreams: RunningUpstreams;
let ca: string;

function file(name: string, content: string): string {
  writeFileSync(at(name), content);
  return at(name);
}

beforeAll(async () => {
  await build([nodePrograms], () => undefined);
  const certificate = {
    name: "tls",
    commonName: "localhost",
    organization: [],
    hosts: ["localhost"],
    days: 1,
  };
  const spec = { folder, keyPairs: [], certificates: [certificate] };
  await exec(join(outputOf(nodePrograms), "labnode"), ["pki", file("pki", JSON.stringify(spec))]);
  ca = readFileSync(at("ca.crt"), "utf8");

  const silent = pino({ level: "silent" });
  const ofReceivers = readReceiversConfig({
    HTTP_PORT: "0",
    SMTP_PORT: "0",
    DATA_DIR: folder,
    SMTP_USERNAME: SECRETS.smtpUsername,
    SMTP_PASSWORD_FILE: file("smtp", SECRETS.smtpPassword),
    PAGERDUTY_ROUTING_KEY_FILE: file("pagerduty", SECRETS.pagerdutyRoutingKey),
    SLACK_WEBHOOK_PATH_FILE: file("slack", SECRETS.slackWebhookPath),
    OPSGENIE_API_KEY_FILE: file("opsgenie", SECRETS.opsgenieApiKey),
    WEBHOOK_TOKEN_FILE: file("webhook", SECRETS.webhookToken),
    WATCHDOG_TOKEN_FILE: file("watchdog", SECRETS.watchdogToken),
    TLS_FOLDER: folder,
  });
  const ofUpstreams = readUpstreamsConfig({
    HTTP_PORT: "0",
    VEHICLE_API_KEY_FILE: file("vehicle", KEYS.vehicleApiKey),
    LLM_API_KEY_FILE: file("llm", KEYS.llmApiKey),
    TLS_FOLDER: folder,
  });
  expect([ofReceivers.tls?.port, ofUpstreams.tls?.port]).toEqual([8443, 8443]);
  receivers = await startReceivers(
    { ...ofReceivers, tls: { ...ofReceivers.tls!, port: 0 } },
    silent,
  );
  upstreams = await startUpstreams(
    { ...ofUpstreams, tls: { ...ofUpstreams.tls!, port: 0 } },
    silent,
  );
}, 120_000);

afterAll(async () => {
  await receivers.stop();
  await upstreams.stop();
  rmSync(folder, { recursive: true });
});

/** The status of a response over TLS, with the certificate verified. */
function status(port: number, method: string, path: string, body = ""): Promise<number> {
  return new Promise((resolve, reject) => {
    request({ host: "localhost", port, method, path, ca, agent: false }, (response) => {
      response.resume().on("end", () => resolve(response.statusCode!));
    })
      .on("error", reject)
      .end(body);
  });
}

describe("with a certificate", () => {
  it("the receivers accept events over TLS", async () => {
    const body = JSON.stringify(trigger());
    expect(await status(receivers.httpsPort!, "POST", "/v2/enqueue", body)).toBe(202);
    const url = `http://127.0.0.1:${receivers.httpPort}/notifications`;
    expect(await (await fetch(url)).json()).toMatchObject([{ receiver: "pagerduty" }]);
  });

  it("the receivers accept mail after STARTTLS", async () => {
    const mailer = createTransport({
      host: "localhost",
      port: receivers.smtpPort,
      requireTLS: true,
      tls: { ca },
      auth: { user: SECRETS.smtpUsername, pass: SECRETS.smtpPassword },
    });
    const { accepted } = await mailer.sendMail({
      from: "a@b.example",
      to: "c@d.example",
      text: ".",
    });
    expect(accepted).toEqual(["c@d.example"]);
  });

  it("the upstreams respond over TLS", async () => {
    expect(await status(upstreams.httpsPort!, "GET", "/healthz")).toBe(200);
  });
});

it("reports a TLS folder without a certificate, and how to fix it", () => {
  const environment = {
    VEHICLE_API_KEY_FILE: file("vehicle", KEYS.vehicleApiKey),
    LLM_API_KEY_FILE: file("llm", KEYS.llmApiKey),
    TLS_FOLDER: at("none"),
  };
  expect(() => readUpstreamsConfig(environment)).toThrow(
    /TLS_FOLDER: cannot read tls\.crt and tls\.key in .*none \(.*ENOENT.*\); mount the secret there/,
  );
});
