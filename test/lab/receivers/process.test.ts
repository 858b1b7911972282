import type { ChildProcessByStdio } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";

import { SECRETS, trigger } from "./harness";
import { programCommand } from "../../support/launched";

const PROGRAM = "lab/receivers/main.ts";

type Program = ChildProcessByStdio<null, Readable, Readable>;

describe("the program", () => {
  const folder = mkdtempSync(join(tmpdir(), "process-"));
  const started: Program[] = [];
  afterAll(() => {
    for (const program of started) program.kill("SIGKILL");
    rmSync(folder, { recursive: true });
  });

  const start = (env: Record<string, string>): Program => {
    const [file, words] = programCommand(PROGRAM);
    const program = spawn(file, words, {
      env: { PATH: process.env.PATH, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    started.push(program);
    return program;
  };
  const ended = async (program: Program) => (await once(program, "exit")) as [number, string];

  const fileOf = (key: keyof typeof SECRETS) => {
    const path = join(folder, key);
    writeFileSync(path, SECRETS[key]);
    return path;
  };
  const env = () => ({
    HTTP_PORT: "0",
    SMTP_PORT: "0",
    DATA_DIR: folder,
    SMTP_USERNAME: SECRETS.smtpUsername,
    SMTP_PASSWORD_FILE: fileOf("smtpPassword"),
    PAGERDUTY_ROUTING_KEY_FILE: fileOf("pagerdutyRoutingKey"),
    SLACK_WEBHOOK_PATH_FILE: fileOf("slackWebhookPath"),
    OPSGENIE_API_KEY_FILE: fileOf("opsgenieApiKey"),
    WEBHOOK_TOKEN_FILE: fileOf("webhookToken"),
    WATCHDOG_TOKEN_FILE: fileOf("watchdogToken"),
  });

  /** The server's URL, once it reports that it is listening. */
  const listening = async (program: Program): Promise<string> => {
    for await (const line of createInterface(program.stdout)) {
      const { msg, httpPort } = JSON.parse(line);
      if (msg === "listening") return `http://127.0.0.1:${httpPort}`;
    }
    throw new Error(`it ended without listening: ${await text(program.stderr)}`);
  };

  it("keeps accepted events across a SIGKILL, and exits with status 0 on SIGTERM", async () => {
    const killed = start(env());
    const url = await listening(killed);
    const keys = Array.from({ length: 20 }, (_, index) => `group-${index}`);
    for (const dedup_key of keys) {
      const body = JSON.stringify(trigger({ dedup_key }));
      expect((await fetch(`${url}/v2/enqueue`, { method: "POST", body })).status).toBe(202);
    }
    killed.kill("SIGKILL");
    expect(await ended(killed)).toEqual([null, "SIGKILL"]);

    const next = start(env());
    const response = await fetch(`${await listening(next)}/incidents`);
    const kept = (await response.json()) as { dedupKey: string }[];
    expect(kept.map(({ dedupKey }) => dedupKey)).toEqual(keys);
    next.kill("SIGTERM");
    expect(await ended(next)).toEqual([0, null]);
  });

  it("reports missing settings on stderr, and exits with status 1", async () => {
    const program = start({ DATA_DIR: folder });
    const [words, [status]] = await Promise.all([text(program.stderr), ended(program)]);
    expect(status).toBe(1);
    expect(words.trim().split("\n")).toHaveLength(8);
    expect(words).toContain("SMTP_USERNAME: is not set");
  });
});
