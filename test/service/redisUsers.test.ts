import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { redisExporterServer, redisPasswordFile } from "../../infra/components/redisExporter";
import { podTemplateOf } from "../../infra/kubernetes/workload";
import { secretFile } from "../../infra/objects/names";
import { timesOf } from "../../infra/rendered-config/times";
import type { RedisAddress } from "../../infra/settings/addresses";
import { given } from "../../infra/settings/secretSources";
import { ensureDebianTree } from "../../lab/builder/debian";
import { RUN_IMAGES } from "../../lab/builder/runImages";
import { RedisStore } from "../../service/redis/store";
import { createLogger } from "../../service/logger";
import { Watch } from "../../service/unavailable";
import { poll } from "../../tools/polling";
import { canConnect } from "../support/canConnect";
import { Contained } from "../support/contained";
import { exporterPage } from "../support/exporter";
import { freePort } from "../support/freePort";
import { settings } from "../support/stacks";
import { Scrape } from "./scrape";

const PASSWORD = "only-for-tests";

let folder: string;
let tree: string;
let port: number;
let redis: Contained;

/** A Redis as some clouds offer it: with a password, and without an access control list. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "adg-redis-"));
  await chmod(folder, 0o755);
  tree = await ensureDebianTree();
  port = await freePort();
  redis = new Contained({
    tree,
    data: join(folder, "redis"),
    command: `exec redis-server --bind 127.0.0.1 --port ${port} --save '' --dir /data --requirepass ${PASSWORD}`,
    isUp: () => canConnect(port),
  });
  await redis.start();
});

afterAll(async () => {
  await redis.stop();
  await rm(folder, { recursive: true, force: true });
});

const servers = () => ({ host: "127.0.0.1", port, tls: false });

/** The page of the exporter that a stack deploys for this server. */
async function pageOf(user: string): Promise<Scrape> {
  const { resource } = redisExporterServer({
    image: RUN_IMAGES.redisExporter,
    times: timesOf(settings("dev")),
    redis: redisOf(user),
  });
  const passwords = join(folder, "passwords.json");
  await writeFile(passwords, redisPasswordFile(redisOf(user), PASSWORD, RUN_IMAGES.redisExporter));
  const args = podTemplateOf(resource).spec?.containers[0]?.args ?? [];
  return new Scrape(
    await exporterPage(
      join(tree, "usr/bin/prometheus-redis-exporter"),
      args.map((arg) => arg.replace(secretFile("passwords.json"), passwords)),
    ),
  );
}

function redisOf(user: string): RedisAddress {
  return {
    ...servers(),
    users: { backend: user, exporter: user },
    passwords: { backend: given("redisBackendPassword"), exporter: given("redisExporterPassword") },
  };
}

/** What the backend's own client gets: `written`, or the reason in the first line of its log. */
async function answerTo(username: string): Promise<string | undefined> {
  const reasons: (string | undefined)[] = [];
  const logger = createLogger("backend", "info", {
    write: (line: string) => {
      reasons.push((JSON.parse(line) as { err?: { message: string } }).err?.message);
    },
  });
  const store = new RedisStore(
    { ...servers(), username, password: PASSWORD, authorityFile: undefined },
    new Watch("redis", logger),
  );
  store.connect();
  const answer = () =>
    store
      .run((it) => it.set("key", "value"))
      .then(
        () => "written",
        () => reasons[0],
      );
  try {
    return await poll(answer, { seconds: 30, everyMs: 25 });
  } finally {
    store.close();
  }
}

describe("a Redis with a single user", () => {
  it("can be used by the backend and its exporter as `default`", async () => {
    expect(await answerTo("default")).toBe("written");
    const page = await pageOf("default");
    expect(page.value("redis_up")).toBe(1);
    expect(page.value("redis_memory_max_bytes")).toBe(0);
  });

  it("rejects the users that it does not have", async () => {
    expect(await answerTo("backend")).toMatch(/^WRONGPASS /);
    expect((await pageOf("exporter")).value("redis_up")).toBe(0);
  });
});
