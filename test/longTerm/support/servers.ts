import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { toolPath, type Tool } from "../../../lab/builder/tools";
import { eventually } from "../../../tools/polling";

/** A program that runs during a test, with its output. */
export interface Server {
  readonly said: () => string;
  /** Kills it like a failed node. Safe to call twice. */
  readonly kill: () => Promise<void>;
}

const running = new Map<ChildProcess, Promise<unknown>>();

/** Kills everything that is still running, which would keep the test process alive. */
export async function killAll(): Promise<void> {
  for (const child of running.keys()) child.kill("SIGKILL");
  await Promise.all(running.values());
}

/** Starts one of the pinned programs. @param env additional variables */
export function start(
  tool: Tool,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Server {
  const child = spawn(toolPath(tool), args, {
    env: { PATH: process.env.PATH, HOME: "/nonexistent", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  const hear = (chunk: Buffer) => (text = (text + chunk.toString()).slice(-20_000));
  child.stdout.on("data", hear);
  child.stderr.on("data", hear);
  const ended = once(child, "exit").then(() => running.delete(child));
  running.set(child, ended);
  return {
    said: () => text,
    kill: async () => {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

/** Waits until a URL returns a success status. */
export async function untilWell(url: string, server: Server): Promise<void> {
  await eventually(`${url} answers`, 90, async () => {
    const response = await fetch(url).catch((error: unknown) => {
      throw new Error(`${String(error)}; it has said ${server.said().slice(-1500)}`);
    });
    if (!response.ok) throw new Error(`${String(response.status)}; ${server.said().slice(-1500)}`);
  });
}

/** An application with one counter, which it increments at every scrape. */
export async function application(): Promise<{ port: number; close: () => void }> {
  let scrapes = 0;
  const server = createServer((_, response) => {
    scrapes += 1;
    response.setHeader("Content-Type", "text/plain; version=0.0.4");
    response.end(`# TYPE shop_scrapes_total counter\nshop_scrapes_total ${String(scrapes)}\n`);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { port: (server.address() as AddressInfo).port, close: () => server.close() };
}
