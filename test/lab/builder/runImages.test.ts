import { readFileSync } from "node:fs";
import { join } from "node:path";

import { redisPasswordFile } from "../../../infra/components/redisExporter";
import { REDIS_USERS } from "../../../infra/settings/redisUsers";
import { IMAGES, type ImageName } from "../../../infra/versions";
import { RUN_IMAGES, RUN_INSTEAD, type RunInstead } from "../../../lab/builder/runImages";
import { PATHS } from "../../../lab/paths";
import { postgresExporter } from "../../../signals/exporters/postgresExporter";
import { STACKS } from "../../../tools/render/render";
import { rendered } from "../../support/rendered";

const ROWS = Object.entries(RUN_INSTEAD) as readonly (readonly [ImageName, RunInstead])[];
const nameOf = (image: string) => image.slice(0, image.lastIndexOf(":"));
const tagOf = (image: string) => image.slice(image.lastIndexOf(":") + 1);

it.each(ROWS)("%s is the stacks' image in an older version", (name, { image }) => {
  expect(nameOf(image)).toBe(nameOf(IMAGES[name]));
  const order = tagOf(image).localeCompare(tagOf(IMAGES[name]), "en", { numeric: true });
  expect(order).toBeLessThan(0);
});

it.each(ROWS)(
  "%s has the version that the local cluster builds or unpacks",
  (_, { image, from }) => {
    if ("debian" in from) {
      const source = readFileSync(join(PATHS.project, "lab/builder/debian.ts"), "utf8");
      expect(source).toContain(`"${from.debian}"`);
    } else {
      const source = readFileSync(join(PATHS.modules, from.module, "go.mod"), "utf8");
      expect(source).toContain(`${from.path} ${tagOf(image)} `);
    }
  },
);

it("all other images are the same as in production", () => {
  const others = (Object.keys(IMAGES) as ImageName[]).filter((name) => !(name in RUN_INSTEAD));
  expect(others.map((name) => RUN_IMAGES[name])).toEqual(others.map((name) => IMAGES[name]));
});

describe("the version differences", () => {
  it("redis_exporter finds its password in both versions", () => {
    const redis = { host: "redis.example", port: 6379, tls: true, users: REDIS_USERS };
    const keys = (image: string) =>
      Object.keys(JSON.parse(redisPasswordFile(redis, "password", image)) as object);
    expect(keys(RUN_IMAGES.redisExporter)).toEqual(["rediss://redis.example:6379"]);
    expect(keys(IMAGES.redisExporter)).toContain("rediss://exporter@redis.example:6379");
  });

  const LABELLED = Object.entries(postgresExporter)
    .filter(([, { labels }]) => "server" in labels)
    .map(([name]) => name);

  it.each(STACKS)(
    "%s uses no label that newer versions of postgres_exporter dropped",
    async (stack) => {
      const { files, objects } = await rendered(stack);
      const text = JSON.stringify([[...files.values()], objects]);
      expect(LABELLED.length).toBeGreaterThan(0);
      const selectors = LABELLED.flatMap((name) => [
        ...text.matchAll(new RegExp(`${name}\\{([^}]*)\\}`, "g")),
      ]);
      expect(selectors.length).toBeGreaterThan(0);
      expect(selectors.filter(([, labels]) => /\bserver\s*(=|!)/.test(labels!))).toEqual([]);
      expect(text).not.toMatch(/\b(by|on|ignoring|without) ?\([^)]*\bserver\b/);
    },
  );

  it("nothing uses the kube-state-metrics series that 2.20 changed", async () => {
    const { objects } = await rendered("prod");
    const text = JSON.stringify(objects);
    expect(text).toContain("kube_pod_status_phase");
    expect(text).not.toContain("kube_pod_status_reason");
  });
});
