import { request } from "node:https";

import type { z } from "zod";

import { credentials, securedName } from "./secured";

export interface Question {
  /** @default GET */
  readonly method?: "GET" | "POST" | "DELETE";
  /** JSON. */
  readonly body?: string;
}

export interface Reply {
  readonly status: number;
  readonly text: string;
}

const PATIENCE_MS = 10_000;

/** Sends a request to a server of the local cluster, with a client certificate if the server asks for one. */
export async function ask(url: string, { method = "GET", body }: Question = {}): Promise<Reply> {
  const headers: Record<string, string> =
    body === undefined ? {} : { "content-type": "application/json" };
  const servername = securedName(url);
  if (servername === undefined) {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const sent = body === undefined ? {} : { body };
    const response = await fetch(url, { method, headers, signal, ...sent });
    return { status: response.status, text: await response.text() };
  }
  const options = { method, headers, servername, ...credentials(), timeout: PATIENCE_MS };
  return new Promise<Reply>((resolve, reject) => {
    const sent = request(url.replace(/^http:/, "https:"), options, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() });
      });
    });
    sent.on("timeout", () => sent.destroy(new Error(`${url} has not answered in time.`)));
    sent.on("error", reject);
    sent.end(body);
  });
}

/** A JSON answer of a given shape. Anything else is an error that says where and what. */
export async function getJson<T>(url: string, shape: z.ZodType<T>): Promise<T> {
  const { status, text } = await ask(url);
  if (status < 200 || status > 299) throw new Error(`${url} answered ${String(status)}: ${text}`);
  return shape.parse(JSON.parse(text));
}
