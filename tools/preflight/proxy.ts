import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { interruption } from "../command";
import { Problem } from "../problem";

/** The API server's response to one request. */
export interface Response {
  readonly status: number;
  readonly text: string;
  /** The time in its Date header, in milliseconds since 1970. */
  readonly date?: number;
}

/** Sends a GET to the API server. */
export type Ask = (path: string, accept: string) => Promise<Response>;

/** The timeout of one request, in milliseconds. */
const PATIENCE = 30_000;

/** Makes kubectl's proxy reject every request that could change something, from any client. */
const READING_ONLY = "--reject-methods=^POST$,^PUT$,^PATCH$,^DELETE$";

/**
 * Does some work with access to the API server of the current kubeconfig, whatever authentication it uses: through
 * kubectl's proxy, on a socket in a folder that only this user may enter.
 * @param context a context of the kubeconfig, by default the current one
 * @throws Problem if kubectl is missing, or its kubeconfig leads nowhere
 */
export async function withApi<T>(
  context: string | undefined,
  work: (ask: Ask) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "preflight-"));
  const socket = join(folder, "api");
  const which = context === undefined ? [] : ["--context", context];
  const child = spawn("kubectl", ["proxy", "--unix-socket", socket, READING_ONLY, ...which], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
  const ended = new Promise<never>((_, reject) => {
    child.on("error", (error: NodeJS.ErrnoException) => {
      reject(
        new Problem(
          error.code === "ENOENT" ? "kubectl is not on the PATH." : error.message,
          "Install it, and set KUBECONFIG to the cluster's kubeconfig.",
        ),
      );
    });
    interruption().addEventListener("abort", () => {
      reject(new Problem("Interrupted.", "Run it again."));
    });
    child.on("exit", () => {
      reject(new Problem(`kubectl proxy ended: ${lastLine(said)}`, WAY_OUT));
    });
  });
  const listening = new Promise<void>((resolve) => {
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      if (text.includes("Starting to serve")) resolve();
    });
  });
  try {
    await Promise.race([listening, ended]);
    return await Promise.race([work((path, accept) => ask(socket, path, accept)), ended]);
  } finally {
    // An error at its end does not matter any more.
    ended.catch(() => undefined);
    child.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

export const WAY_OUT =
  "Check that kubectl version works with this kubeconfig: KUBECONFIG, kubectl config use-context, or --context.";

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}

function ask(socketPath: string, path: string, accept: string): Promise<Response> {
  return new Promise((resolve, reject) => {
    const headers = { accept, host: "localhost" };
    const sent = request({ socketPath, path, headers, timeout: PATIENCE }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part: string) => (text += part));
      response.on("end", () => {
        const date = Date.parse(response.headers.date ?? "");
        resolve({
          status: response.statusCode ?? 0,
          text,
          ...(!Number.isNaN(date) && { date }),
        });
      });
      response.on("error", reject);
    });
    sent.on("timeout", () => sent.destroy(new Error(`no answer within ${PATIENCE / 1000} s`)));
    sent.on("error", (error) => {
      reject(new Problem(`The API server does not answer ${path}: ${error.message}.`, WAY_OUT));
    });
    sent.end();
  });
}
