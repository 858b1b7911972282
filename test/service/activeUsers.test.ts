import { readConfig } from "../../service/config";
import { createLogger } from "../../service/logger";
import { ActiveUsers } from "../../service/redis/activeUsers";
import { RedisStore } from "../../service/redis/store";
import { Watch } from "../../service/unavailable";
import { REDIS_OBSERVER, startDataServers, type DataServers } from "../support/dataServers";
import { Browser } from "./browser";
import { environmentFor, serviceOn, until, untilReady, type RunningService } from "./harness";

const MINUTE_MS = 60_000;

let servers: DataServers;
let store: RedisStore;
let observer: RedisStore;
let users: ActiveUsers;
let service: RunningService;

beforeAll(async () => {
  servers = await startDataServers();
  const storeOf = (settings: Readonly<Record<string, string>>) => {
    const { redis } = readConfig({ ...environmentFor(servers), ...settings });
    const it = new RedisStore(redis, new Watch("redis", createLogger("backend", "silent")));
    it.connect();
    return it;
  };
  store = storeOf({});
  observer = storeOf({ REDIS_USERNAME: REDIS_OBSERVER });
  users = new ActiveUsers(store);
  service = await serviceOn(servers);
  await untilReady(service);
});

afterAll(async () => {
  for (const it of [store, observer]) it.close();
  await service.stop();
  await servers.close();
});

beforeEach(() => store.run((redis) => redis.del("active-users")));

/** The total number of Redis's keyspace misses. */
const misses = async () => {
  const stats = await observer.run((redis) => redis.info("stats"));
  return Number(/^keyspace_misses:(\d+)/m.exec(stats)![1]);
};

it("active users are 0 initially, and scrapes cause no keyspace misses", async () => {
  const before = await misses();
  for (let times = 0; times < 3; times += 1) {
    expect((await service.scrape()).value("autodealgenie_active_users")).toBe(0);
  }
  expect(await misses()).toBe(before);
});

it("active users are those of the last 15 minutes, each counted once", async () => {
  const at = (minutes: number) => Date.now() - minutes * MINUTE_MS;
  await store.run((redis) => redis.zadd("active-users", at(16), "gone", at(14), "here"));
  expect(await users.count()).toBe(1);
  users.touch("gone");
  users.touch("gone");
  await until("both are active", async () => (await users.count()) === 2);
  expect(await users.count()).toBe(2);
});

it("active users are those who made an authenticated request", async () => {
  await Browser.signedIn(service.url);
  expect(await users.count()).toBe(0);
  const ada = await Browser.signedIn(service.url);
  await ada.get("/api/v1/auth/me");
  await until("she is active", async () => (await users.count()) === 1);
});
