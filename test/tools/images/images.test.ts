import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { parseConfig } from "../../../infra/settings";
import { DIGESTS } from "../../../infra/imageDigests";
import { keptWith, pinnedImages } from "../../../infra/images/pinned";
import { referenceOf } from "../../../infra/images/reference";
import { lookedUp, moduleOf, rowsOf, tableOf } from "../../../tools/images/report";
import { merged } from "../../../tools/render/merge";
import { settingsOf } from "../../../tools/render/render";
import { IMAGES } from "../../../infra/versions";
import { digestOf, Registry, type Behaviour } from "./registry";
import { scriptCommand } from "../../support/launched";

const manifest = (tag: string) => ({ schemaVersion: 2, manifests: [], annotations: { tag } });
const tagged = (...tags: readonly string[]) =>
  Object.fromEntries(tags.map((tag) => [tag, manifest(tag)]));
const repositories = {
  "prom/prometheus": tagged("latest", "v3.14.0", "v3.15.0", "v3.15.1", "v3.16.0-rc.0", "v4.0.1"),
  "library/redis": tagged("7.0.15-bookworm", "7.0.15", "7.2.0-alpine", "8.0.0"),
};

const running: Registry[] = [];
async function registry(behaviour: Partial<Behaviour> = {}): Promise<Registry> {
  const started = await Registry.with({ repositories, ...behaviour });
  running.push(started);
  return started;
}
afterEach(() => Promise.all(running.splice(0).map((each) => each.stop())));

describe("a registry that answers", () => {
  it.each([false, true])("returns the digests of images (requires a token: %s)", async (token) => {
    const { host } = await registry({ token });
    expect(
      await rowsOf({
        prometheus: `${host}/prom/prometheus:v3.15.0`,
        redis: `${host}/library/redis:7.0.15-bookworm`,
      }),
    ).toEqual([
      {
        name: "prometheus",
        image: `${host}/prom/prometheus:v3.15.0`,
        digest: digestOf(manifest("v3.15.0")),
      },
      {
        name: "redis",
        image: `${host}/library/redis:7.0.15-bookworm`,
        digest: digestOf(manifest("7.0.15-bookworm")),
      },
    ]);
  });
});

describe("a failed digest lookup", () => {
  const troubleOf = async (image: string) => {
    const [row] = await rowsOf({ it: image });
    expect(row!.digest).toBeUndefined();
    return row!.trouble;
  };

  it("is reported with the reason if the registry is unreachable", async () => {
    const gone = await registry();
    const image = `${gone.host}/prom/prometheus:v3.15.0`;
    const { host } = gone;
    await gone.stop();
    running.splice(0);
    expect(await troubleOf(image)).toMatch(`${host} does not answer: `);
  });

  it.each([403, 404, 429, 500])("is reported if the registry responds with %d", async (status) => {
    const { host } = await registry({ status });
    expect(await troubleOf(`${host}/prom/prometheus:v3.15.0`)).toBe(
      `${host} answers ${String(status)} for /v2/prom/prometheus/manifests/v3.15.0`,
    );
  });

  it("is reported if the registry requires authentication", async () => {
    const { host } = await registry({ status: 401 });
    expect(await troubleOf(`${host}/prom/prometheus:v3.15.0`)).toBe("it requires authentication");
  });

  it("is reported if the tag does not exist", async () => {
    const { host } = await registry();
    expect(await troubleOf(`${host}/prom/prometheus:v9.9.9`)).toContain("answers 404");
  });

  it("is reported if the returned digest does not match the manifest", async () => {
    const digest = digestOf(manifest("v3.14.0"));
    const { host } = await registry({ digest });
    expect(await troubleOf(`${host}/prom/prometheus:v3.15.0`)).toBe(
      `it returned the digest ${digest} for a manifest whose digest is ${digestOf(manifest("v3.15.0"))}`,
    );
  });

  it("is reported if the image has no registry and no tag", async () => {
    expect(await troubleOf("prometheus")).toBe(
      '"prometheus" is not an image with a registry and a tag.',
    );
  });
});

describe("the built-in image table", () => {
  it("contains a full reference for each image", () => {
    for (const image of Object.values(IMAGES)) expect(() => referenceOf(image)).not.toThrow();
  });

  it("has digests only for its own images", () => {
    const digest = expect.stringMatching(/^sha256:[0-9a-f]{64}$/);
    const names = Object.keys(DIGESTS) as (keyof typeof IMAGES)[];
    expect(DIGESTS).toEqual(
      Object.fromEntries(names.map((name) => [name, { image: IMAGES[name], digest }])),
    );
  });

  it("pins by digest only the image that the digest was looked up for", () => {
    const digest = digestOf({}) as `sha256:${string}`;
    const images = pinnedImages(IMAGES, {
      prometheus: { image: IMAGES.prometheus, digest },
      grafana: { image: "docker.io/grafana/grafana:1.0.0", digest },
    });
    expect(images.prometheus).toBe(`${IMAGES.prometheus}@${digest}`);
    expect(images.grafana).toBe(IMAGES.grafana);
    const given = merged(settingsOf("prod"), { images: { prometheus: images.prometheus } });
    expect(parseConfig(given, "here").images.prometheus).toBe(images.prometheus);
  });

  it("keeps an earlier digest if a lookup fails, but only while the image is unchanged", () => {
    const found = (image: string) => ({ image, digest: digestOf({ image }) as `sha256:${string}` });
    expect(
      keptWith(
        { a: "r/a:1", b: "r/b:2", c: "r/c:1" },
        { a: found("r/a:1"), b: found("r/b:1"), d: found("r/d:1") },
        { c: found("r/c:1") },
      ),
    ).toEqual({ a: found("r/a:1"), c: found("r/c:1") });
  });

  it("is formatted as `npm run images -- --write` would write it", () => {
    const path = join(__dirname, "..", "..", "..", "infra/imageDigests.ts");
    expect(readFileSync(path, "utf8")).toBe(moduleOf(DIGESTS));
  });
});

describe("npm run images", () => {
  const folder = mkdtempSync(join(tmpdir(), "images-"));
  const table = join(folder, "table.json");
  const written = join(folder, "digests.ts");
  afterAll(() => rmSync(folder, { recursive: true }));

  async function run(...args: readonly string[]) {
    const root = join(__dirname, "..", "..", "..");
    const child = spawn(...scriptCommand("images", "--table", table, ...args), { cwd: root });
    const said = { stdout: "", stderr: "" };
    child.stdout.on("data", (text: Buffer) => (said.stdout += text.toString()));
    child.stderr.on("data", (text: Buffer) => (said.stderr += text.toString()));
    const [status] = (await once(child, "close")) as [number];
    return { status, ...said };
  }

  it("shows every image, and writes only the digests that it found", async () => {
    const { host } = await registry({ token: true });
    const silent = await registry({ status: 503 });
    const images = {
      prometheus: `${host}/prom/prometheus:v3.15.0`,
      backend: `${silent.host}/own/backend:0.1.0`,
    };
    writeFileSync(table, JSON.stringify(images));
    const { status, stdout } = await run("--write", written);
    expect(status).toBe(0);
    const digest = digestOf(manifest("v3.15.0"));
    const lines = stdout.split("\n").map((line) => line.split(/ {2,}/));
    expect(lines.slice(0, 3)).toEqual([
      ["image", "pinned", "digest"],
      ["prometheus", images.prometheus, digest.slice(0, 19)],
      ["backend", images.backend, "not looked up"],
    ]);
    expect(stdout).toContain(
      `backend: ${silent.host} answers 503 for /v2/own/backend/manifests/0.1.0.\n`,
    );
    expect(stdout).toContain("1 of 2 images are pinned by a digest.");
    const only = lookedUp(await rowsOf({ prometheus: images.prometheus }));
    expect(readFileSync(written, "utf8")).toBe(moduleOf(only));
    expect(readFileSync(written, "utf8")).toContain(`digest: "${digest}"`);
  });

  it("fails with --strict if a lookup fails", async () => {
    const silent = await registry({ status: 503 });
    writeFileSync(table, JSON.stringify({ backend: `${silent.host}/own/backend:0.1.0` }));
    const { status, stderr } = await run("--strict");
    expect([status, stderr.split("\n")[0]]).toEqual([1, "1 of 1 images could not be looked up."]);
  });
});

it("the table has no error lines if every lookup succeeded", () => {
  const image = "r/a:1";
  const digest = digestOf({}) as `sha256:${string}`;
  expect(tableOf([{ name: "a", image, digest }]).split("\n")).toHaveLength(2);
});
