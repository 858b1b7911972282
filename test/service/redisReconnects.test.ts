import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";

import { readConfig } from "../../service/config";
import { createLogger } from "../../service/logger";
import { RedisStore } from "../../service/redis/store";
import { Watch } from "../../service/unavailable";
import { startDataServers, type DataServers } from "../support/dataServers";
import { environmentFor, until } from "./harness";

/** How a connection to Redis is treated. */
type Way = (socket: Socket) => void;

/** What a starting or overloaded server does to new connections. */
const WAYS: Readonly<Record<string, Way>> = {
  "closes connections immediately": (socket) => socket.end(),
  "resets connections immediately": (socket) => socket.resetAndDestroy(),
  "reads data, then closes the connection": (socket) => socket.once("data", () => socket.end()),
  "reads data, then resets the connection": (socket) =>
    socket.once("data", () => socket.resetAndDestroy()),
  "stays silent, then closes the connection": (socket) => {
    socket.resume();
    setTimeout(() => socket.destroy(), 300);
  },
  "stays silent until the client times out": (socket) => {
    socket.resume();
    setTimeout(() => socket.destroy(), 2500);
  },
};

let servers: DataServers;
let entrance: Server;
let store: RedisStore;
let way: Way;
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
  store = new RedisStore(redis, new Watch("redis", createLogger("backend", "silent")));
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

it.each(Object.entries(WAYS))("eventually connects to a server that first %s", async (_, met) => {
  let meetings = 0;
  way = (socket) => {
    meetings += 1;
    met(socket);
  };
  store.connect();
  await until("it was met a few times", () => Promise.resolve(meetings >= 3));
  expect(await answers()).toBe(false);
  way = through;
  await until("it is reached", answers);
});
