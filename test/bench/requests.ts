import { once } from "node:events";
import { Agent, get, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import cookieParser from "cookie-parser";
import express, { type Express } from "express";
import helmet from "helmet";
import { pino } from "pino";
import { collectDefaultMetrics, Registry } from "prom-client";
import { z } from "zod";

import { accessLog } from "../../service/http/accessLog";
import { endpoint } from "../../service/http/endpoint";
import { measure } from "../../service/http/measure";
import { requestId } from "../../service/http/requestId";
import { serve } from "../../service/http/serve";
import { backend } from "../../service/metrics/catalog";
import { instrument } from "../../service/metrics/registry";
import { serviceOn, untilReady } from "../service/harness";
import { startDataServers } from "../support/dataServers";
import type { Benchmark } from "./benchmark";

/** The number of requests in one run, and how many are in flight at the same time. */
const REQUESTS = 500;
const AT_ONCE = 10;

const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });

/** Requests a page many times; rejects on any status but 200. */
async function load(url: string): Promise<void> {
  let left = REQUESTS;
  const visitor = async () => {
    while (left-- > 0) await page(url);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, visitor));
}

/** @returns its size in bytes */
function page(url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent }, (response) => {
      let bytes = 0;
      response.on("data", (chunk: Buffer) => (bytes += chunk.length));
      response.on("error", reject);
      response.on("end", () => {
        if (response.statusCode === 200) resolve(bytes);
        else reject(new Error(`${url} answered ${String(response.statusCode)}.`));
      });
    });
    request.on("error", reject);
  });
}

/** A server on the loopback, and its URL. */
async function listening(app: Express): Promise<{ readonly server: Server; readonly url: string }> {
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { server, url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}` };
}

const hello = endpoint({
  method: "get",
  path: "/hello",
  summary: "Says hello.",
  tag: "bench",
  needsDatabase: false,
  success: { status: 200, schema: z.strictObject({ hello: z.string() }) },
  handle: () => Promise.resolve({ hello: "world" }),
});

/** The service's app with one endpoint, with or without the instrumentation. */
function app(measured: boolean): Express {
  const it = express();
  it.set("etag", false);
  if (measured) it.use(measure(instrument(backend, new Registry())));
  it.use(requestId, accessLog(pino({ level: "silent" })), helmet(), cookieParser());
  serve(it, [hello], { admit: () => Promise.resolve(""), schemaReady: () => true });
  return it;
}

/** Only Node's own metrics, as any service has them. */
function plainPage(): Express {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return express().get("/metrics", async (_req, res) => {
    res.type("text/plain").send(await registry.metrics());
  });
}

interface Pair {
  readonly measured: string;
  readonly plain: string;
  close(): void;
}

const counted: Benchmark<Pair> = {
  name: "a request, counted and measured",
  against: "the same request without metrics",
  why: "Each request updates a counter and three histograms.",
  reach: { times: 1.2 },
  rounds: 21,
  setup: async () => {
    const [measured, plain] = await Promise.all([listening(app(true)), listening(app(false))]);
    return {
      measured: `${measured.url}/hello`,
      plain: `${plain.url}/hello`,
      close: () => {
        for (const { server } of [measured, plain]) {
          server.close();
          server.closeAllConnections();
        }
      },
    };
  },
  close: (pair) => pair.close(),
  work: ({ measured }) => load(measured),
  baseline: ({ plain }) => load(plain),
};

interface Pages {
  readonly service: string;
  readonly empty: string;
  close(): Promise<void>;
}

const pages = {
  against: "a page with only Node's own metrics",
  setup: async (): Promise<Pages> => {
    const servers = await startDataServers();
    const service = await serviceOn(servers);
    await untilReady(service);
    const empty = await listening(plainPage());
    return {
      service: `${service.url}/metrics`,
      empty: `${empty.url}/metrics`,
      close: async () => {
        empty.server.close();
        empty.server.closeAllConnections();
        await service.stop();
        await servers.close();
      },
    };
  },
  close: (it: Pages) => it.close(),
  work: ({ service }: Pages) => page(service),
  baseline: ({ empty }: Pages) => page(empty),
};

const scrape: Benchmark<Pages> = {
  ...pages,
  name: "a scrape of the service, its stores read",
  why: "Each scrape queries PostgreSQL and Redis for the numbers of deals and users.",
  reach: { times: 5 },
};

const bytes: Benchmark<Pages> = {
  ...pages,
  name: "the bytes of that scrape",
  why: "Every series with known labels is exported from the start, at 0: about 2,100 besides Node's own.",
  reach: { times: 30 },
  sizes: true,
};

/** What instrumentation costs the service. */
export const requestBenchmarks: readonly Benchmark[] = [counted, scrape, bytes];
