import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";

import { readConfig } from "../../service/config";
import { createLogger } from "../../service/logger";
import { RedisStore } from "../../service/redis/store";
import { Watch } from "../../service/unavailable";
import { startDataServers, type DataServers } from "../support/dataServers";
import { environmentFor, until } from "./harness";

/** How a connection to Redis is treated. */
type Way = (socket: Socket) => void;

const CLOSED = /closed/;
const RESET = /ECONNRESET|EPIPE|closed/;

/** What a starting or overloaded server does to new connections, and the reason that is logged. */
const WAYS: Readonly<Record<string, readonly [Way, reason: RegExp]>> = {
  "closes connections immediately": [(socket) => socket.end(), CLOSED],
  "resets connections immediately": [(socket) => socket.resetAndDestroy(), RESET],
  "reads data, then closes the connection": [
    (socket) => socket.once("data", () => socket.end()),
    CLOSED,
  ],
  "reads data, then resets the connection": [
    (socket) => socket.once("data", () => socket.resetAndDestroy()),
    RESET,
  ],
  "stays silent, then closes the connection": [
    (socket) => {
      socket.resume();
      setTimeout(() => socket.destroy(), 300);
    },
    CLOSED,
  ],
  "stays silent until the client times out": [
    (socket) => {
      socket.resume();
      setTimeout(() => socket.destroy(), 2500);
    },
    /timed? ?out/i,
  ],
};

let servers: DataServers;
let entrance: Server;
let store: RedisStore;
let way: Way;
let down: jest.SpiedFunction<Watch["down"]>;
const open = new Set<Socket>();

beforeAll(async () => {
  servers = await startDataServers();
});
afterAll(() => servers.close());

const through: Way = (socket) => {
  const redis = connect(servers.redis.host);
  socket.pipe(redis).pipe(socket);
  for (const one of [socket, redis]) one.on("error", () => redis.destroy());
};

beforeEach(async () => {
  entrance = createServer((socket) => {
    open.add(socket.on("error", () => undefined));
    way(socket);
  });
  await new Promise<void>((listening) => entrance.listen(0, "127.0.0.1", listening));
  const { port } = entrance.address() as AddressInfo;
  const environment = { REDIS_HOST: "127.0.0.1", REDIS_PORT: String(port) };
  const { redis } = readConfig({ ...environmentFor(servers), ...environment });
  const watch = new Watch("redis", createLogger("backend", "silent"));
  down = jest.spyOn(watch, "down");
  store = new RedisStore(redis, watch);
});

afterEach(async () => {
  store.close();
  for (const socket of open) socket.destroy();
  await new Promise((closed) => entrance.close(closed));
});

const answers = () =>
  store
    .run((redis) => redis.ping())
    .then(
      () => true,
      () => false,
    );

it.each(Object.keys(WAYS))("eventually connects to a server that first %s", async (name) => {
  const [met, reason] = WAYS[name]!;
  let meetings = 0;
  way = (socket) => {
    meetings += 1;
    met(socket);
  };
  store.connect();
  await until("it was met a few times", () => Promise.resolve(meetings >= 3));
  expect(await answers()).toBe(false);
  expect(String(down.mock.calls[0]?.[0])).toMatch(reason);
  way = through;
  await until("it is reached", answers);
});
