import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";

import { Problem } from "../../tools/problem";
import type { Drawing, Listing } from "./drawing";

/** The content of the pages. */
export interface Content {
  readonly listing: Listing;
  /**
   * A dashboard with Prometheus's current answers; undefined if there is none with that uid.
   *
   * @param from, to times as in Grafana's URLs, by default the dashboard's own
   */
  readonly drawing: (uid: string, from?: string, to?: string) => Promise<Drawing | undefined>;
}

/** A running server of pages. */
export interface Server {
  /** Without a trailing slash. */
  readonly url: string;
  readonly close: () => Promise<void>;
}

const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".svg": "image/svg+xml",
  ".txt": "text/plain",
  ".woff2": "font/woff2",
};

/** A page may only contact this server. */
const POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:";

/**
 * Serves the pages on this machine's loopback.
 *
 * @param folder the built page
 * @param port 0 for any free port
 * @returns rejects with a Problem if the port is taken
 */
export async function serve(content: Content, folder: string, port: number): Promise<Server> {
  const server = createServer((request, response) => {
    answer(content, folder, request).then(
      ({ status, type, body }) => send(response, status, type, body),
      (error: unknown) => {
        const said = error instanceof Problem ? `${error.message} ${error.remedy}` : String(error);
        send(response, 502, "text/plain", said);
      },
    );
  });
  await new Promise<void>((listening, failed) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      failed(
        error.code === "EADDRINUSE"
          ? new Problem(
              `Port ${String(port)} of 127.0.0.1 is taken.`,
              "Stop what listens there, or choose another port: --port <number>",
            )
          : error,
      );
    });
    server.listen(port, "127.0.0.1", listening);
  });
  const { port: bound } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(bound)}`,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

interface Reply {
  readonly status: number;
  readonly type: string;
  readonly body: string | Buffer;
}

async function answer(content: Content, folder: string, request: IncomingMessage): Promise<Reply> {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://127.0.0.1");
  if (request.method !== "GET") return said(405, "Only GET is supported.");
  if (pathname === "/api/dashboards") return json(content.listing);
  const asked = /^\/api\/d\/([^/]+)$/.exec(pathname)?.[1];
  if (asked !== undefined) {
    const [from, to] = ["from", "to"].map((name) => searchParams.get(name) ?? undefined);
    const drawing = await content.drawing(decodeURIComponent(asked), from, to);
    return drawing ? json(drawing) : said(404, `There is no dashboard ${asked}.`);
  }
  if (/^\/($|d\/)/.test(pathname)) return file(folder, "index.html");
  if (/^\/(assets|public)\//.test(pathname)) return file(folder, decodeURIComponent(pathname));
  return said(404, `There is no ${pathname}.`);
}

async function file(folder: string, path: string): Promise<Reply> {
  const whole = normalize(join(folder, path));
  if (!whole.startsWith(`${folder}/`)) return said(404, `There is no ${path}.`);
  try {
    const type = TYPES[extname(whole)] ?? "application/octet-stream";
    return { status: 200, type, body: await readFile(whole) };
  } catch {
    return said(404, `There is no ${path}.`);
  }
}

function json(value: unknown): Reply {
  return { status: 200, type: "application/json", body: JSON.stringify(value) };
}

function said(status: number, body: string): Reply {
  return { status, type: "text/plain", body };
}

function send(response: ServerResponse, status: number, type: string, body: string | Buffer): void {
  response.writeHead(status, {
    "content-type": type,
    "content-security-policy": POLICY,
    "cache-control": "no-store",
  });
  response.end(body);
}
