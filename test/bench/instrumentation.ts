import { createServer, IncomingMessage, ServerResponse, type Server } from "node:http";
import { Socket } from "node:net";
import { Duplex, Writable } from "node:stream";

import express, { type Express, type Request, type RequestHandler, type Response } from "express";
import bundle from "express-prom-bundle";
import { Registry } from "prom-client";

import { measure } from "../../service/http/measure";
import { matched, routeOf } from "../../service/http/route";
import { backend } from "../../service/metrics/catalog";
import { instrument } from "../../service/metrics/registry";
import type { Benchmark } from "./benchmark";

const ROUTE = "/api/v1/deals/:id";
const PATH = "/api/v1/deals/17";
const BODY = '{"hello":"world"}';

const ours = () => measure(instrument(backend, new Registry()));

/** Only one histogram of durations, with the route's pattern and our bounds, and without a metrics page. */
const peers = (): RequestHandler =>
  bundle({
    includeMethod: true,
    includePath: true,
    includeStatusCode: true,
    includeUp: false,
    autoregister: false,
    buckets: [...(backend.http_request_duration_seconds.buckets ?? [])],
    normalizePath: ({ res }) => (res ? routeOf(res) : ""),
    promRegistry: new Registry(),
  });

const none: RequestHandler = (_req, _res, next) => next();

/** Answers some requests, one after another. */
type Serves = (requests: number) => Promise<void>;

interface Sides {
  readonly ours: Serves;
  readonly peers: Serves;
  readonly none: Serves;
}

const BATCHES = 200;
const REQUESTS = 100;

/**
 * The additional cost of one side over the other, in microseconds of CPU time per request. Both serve small batches
 * alternately, and the lower quartile counts, because other load on the machine only ever adds time.
 */
async function added(one: Serves, other: Serves): Promise<number> {
  const [ones, others]: [number[], number[]] = [[], []];
  for (let batch = 0; batch < BATCHES; batch++) {
    const first = batch % 2 === 0;
    if (first) ones.push(await costOf(one));
    others.push(await costOf(other));
    if (!first) ones.push(await costOf(one));
  }
  return quartile(ones) - quartile(others);
}

async function costOf(serves: Serves): Promise<number> {
  const began = process.cpuUsage();
  await serves(REQUESTS);
  const { user, system } = process.cpuUsage(began);
  return (user + system) / REQUESTS;
}

const quartile = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 4)] ?? NaN;

/** Serves requests with each side until its code is compiled. */
async function warm(sides: Sides): Promise<Sides> {
  for (const serves of [sides.none, sides.ours, sides.peers]) await serves(3000);
  return sides;
}

/** Accepts everything that is written, immediately. */
const sink = () => new Writable({ decodeStrings: false, write: (_chunk, _as, done) => done() });

/** Only the middleware, between Node's own request and response. */
function middleware(handler: RequestHandler): Serves {
  const app = express();
  const socket = new Socket();
  const to = sink() as unknown as Socket;
  const serveOne = () =>
    new Promise<void>((resolve) => {
      const req = Object.setPrototypeOf(new IncomingMessage(socket), app.request) as Request;
      req.method = "GET";
      req.url = req.originalUrl = PATH;
      // Like Node's parser, which has read a request without a body when its handler starts.
      req.complete = true;
      const res = Object.setPrototypeOf(new ServerResponse(req), app.response) as Response;
      Object.assign(req, { res });
      Object.assign(res, { app, locals: {} });
      res.assignSocket(to);
      // Like Node's server after the last byte.
      res.on("finish", () => {
        res.detachSocket(to);
        process.nextTick(() => {
          res.emit("close");
          resolve();
        });
      });
      void handler(req, res, () => {
        // The router always reads it, and it was read before.
        if (req.path !== PATH) throw new Error("It is another request.");
        res.locals.route = ROUTE;
        res.setHeader("Content-Length", BODY.length);
        res.end(BODY);
      });
    });
  return async (requests) => {
    for (let n = 0; n < requests; n++) await serveOne();
  };
}

/** A client's connection without a network: Node's server reads what it sends. */
class Connection extends Duplex {
  answered: () => void = () => undefined;

  override _read(): void {
    // The data is pushed.
  }

  override _write(chunk: Buffer, _as: BufferEncoding, done: () => void): void {
    done();
    if (chunk.toString("latin1").endsWith(BODY)) this.answered();
  }
}

const SENT = Buffer.from(`GET ${PATH} HTTP/1.1\r\nHost: localhost\r\n\r\n`);

/** A complete Express app behind Node's server, over one persistent connection. */
function served(handler: RequestHandler): Serves {
  const connection = new Connection();
  serverOf(express().use(handler)).emit("connection", connection);
  const serveOne = () =>
    new Promise<void>((resolve) => {
      connection.answered = () => setImmediate(resolve);
      connection.push(SENT);
    });
  return async (requests) => {
    for (let n = 0; n < requests; n++) await serveOne();
  };
}

function serverOf(app: Express): Server {
  app
    .route(ROUTE)
    .all(matched(ROUTE))
    .get((_req, res) => {
      res.type("json").send(BODY);
    });
  return createServer(app);
}

const sidesOf = (through: (handler: RequestHandler) => Serves) => () =>
  warm({ ours: through(ours()), peers: through(peers()), none: through(none) });

const common = {
  against: "what express-prom-bundle 8.0.0 adds",
  reach: { times: 1 / 3 },
  gives: "µs",
  long: "what it tells apart are microseconds, for which it takes half a minute",
  work: (it: Sides) => added(it.ours, it.none),
  baseline: (it: Sides) => added(it.peers, it.none),
};

/** The cost that measuring adds to a request, compared with what the usual middleware adds. */
export const instrumentationBenchmarks: readonly Benchmark<Sides>[] = [
  {
    ...common,
    name: "what measuring adds to a request",
    why: "The service looks up each series once and keeps it by method and route. The peer builds the labels for every request, and updates one metric where the service updates four and a gauge.",
    setup: sidesOf(middleware),
  },
  {
    ...common,
    name: "what measuring adds to a request, served whole",
    why: "The same, including Node's server and Express, over an in-memory connection.",
    setup: sidesOf(served),
  },
];
