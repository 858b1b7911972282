import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";

import { createTransport } from "nodemailer";
import { pino } from "pino";
import { z } from "zod";

import type { Notification } from "../../../lab/receivers/notification";
import { notification } from "../../../lab/receivers/notification";
import type { RunningReceivers } from "../../../lab/receivers/server";
import { startReceivers } from "../../../lab/receivers/server";

export const SECRETS = {
  pagerdutyRoutingKey: "R0123456789abcdef0123456789abcde",
  slackWebhookPath: "/services/T0AAAAAAA/B0BBBBBBB/slackToken0123456789abcd",
  smtpUsername: "alertmanager",
  smtpPassword: "smtp-password-123",
  opsgenieApiKey: "0f8fad5b-d9cb-469f-a165-70867728950e",
  webhookToken: "webhook-token-0123456789",
  watchdogToken: "watchdog-token-0123456789",
};

/** The receivers of one test file, on free ports and with their own folder. */
export class Harness {
  readonly folder = mkdtempSync(join(tmpdir(), "receivers-"));
  /** The log so far. */
  log = "";
  /** Seconds without a heartbeat after which the dead man's switch rings. */
  silenceSeconds = 300;
  #running: RunningReceivers | undefined;

  async start(): Promise<void> {
    const lines = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        this.log += chunk.toString();
        done();
      },
    });
    const config = {
      httpPort: 0,
      smtpPort: 0,
      dataDir: this.folder,
      watchdogSilenceSeconds: this.silenceSeconds,
      secrets: SECRETS,
    };
    this.#running = await startReceivers(config, pino(lines));
  }

  async restart(): Promise<void> {
    await this.#running?.stop();
    await this.start();
  }

  async remove(): Promise<void> {
    await this.#running?.stop();
    rmSync(this.folder, { recursive: true });
  }

  /** The web server's URL without a trailing slash. */
  url(): string {
    return `http://127.0.0.1:${this.#running!.httpPort}`;
  }

  async request(
    method: string,
    path: string,
    body?: string | object,
    more: Readonly<Record<string, string>> = {},
  ) {
    const sent = typeof body === "object" ? JSON.stringify(body) : body;
    const headers = { "content-type": "application/json", ...more };
    const response = await fetch(`${this.url()}${path}`, { method, body: sent, headers });
    const text = await response.text();
    return { status: response.status, text, headers: response.headers };
  }

  async post(path: string, body: string | object) {
    const { status, text } = await this.request("POST", path, body);
    return { status, text };
  }

  async get(path: string): Promise<unknown> {
    return JSON.parse((await this.request("GET", path)).text);
  }

  /** What arrived, with each notification validated. */
  async arrived(query = ""): Promise<Notification[]> {
    return z.array(notification).parse(await this.get(`/notifications${query}`));
  }

  async order(receiver: string, status: number, count: number) {
    return this.request("PUT", `/faults/${receiver}`, { status, count });
  }

  /** The mail server's address. */
  smtp() {
    return { hostname: "127.0.0.1", port: this.#running!.smtpPort };
  }

  /** A real mail client without TLS, like Alertmanager with `require_tls: false`. */
  mailer(
    auth: object | null = { user: SECRETS.smtpUsername, pass: SECRETS.smtpPassword },
    authMethod = "LOGIN",
  ) {
    const { hostname: host, port } = this.smtp();
    return createTransport({ host, port, ignoreTLS: true, auth: auth ?? undefined, authMethod });
  }
}

/** A trigger event as Alertmanager sends it. */
export function trigger(changes: object = {}) {
  return {
    routing_key: SECRETS.pagerdutyRoutingKey,
    event_action: "trigger",
    dedup_key: "group-1",
    payload: {
      summary: "[FIRING:1] HighErrorRate critical (backend)",
      source: "Alertmanager",
      severity: "critical",
      custom_details: { firing: [{ labels: { alertname: "HighErrorRate" } }] },
    },
    ...changes,
  };
}

export function resolve(changes: object = {}) {
  return trigger({ event_action: "resolve", ...changes });
}

/** A Slack message from Alertmanager's default templates. */
export function message(changes: object = {}) {
  return {
    channel: "#warnings",
    attachments: [
      {
        title: "[FIRING:1] HighAPILatency warning (backend)",
        text: "",
        fallback: "",
        color: "danger",
      },
    ],
    ...changes,
  };
}

/** Alertmanager's webhook for the Watchdog alert. */
export function heartbeat(changes: object = {}) {
  const labels = { alertname: "Watchdog", severity: "none" };
  return { version: "4", status: "firing", alerts: [{ status: "firing", labels }], ...changes };
}
