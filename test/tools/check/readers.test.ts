import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { buildStack, stackModel } from "../../../infra/plan";
import { toolPath } from "../../../lab/builder/tools";
import { askReaders, filesRead, programPath } from "../../../tools/check/readers";
import { configOf, STACKS } from "../../../tools/render/render";
import { settings } from "../../support/stacks";
import { rendered } from "../../support/rendered";

const built = (program: string) => toolPath(program as "amtool");

async function changed(path: string, from: string, to: string) {
  const { files } = await rendered("prod");
  const text = files.get(path)!;
  expect(text).toContain(from);
  return new Map([...files, [path, text.replace(from, to)] as const]);
}

describe("promtool and amtool", () => {
  it("accept the rendered stack", async () => {
    const { files } = await rendered("prod");
    expect(await askReaders(files, built)).toEqual({ faults: [], missing: [] });
  });

  it.each(STACKS)("check exactly the files that are rendered for %s", async (stack) => {
    const { files } = await rendered(stack);
    const read = filesRead(buildStack(configOf(stack)).declared);
    for (const [path, text] of read)
      expect({ path, text }).toEqual({ path, text: files.get(path) });
    const theirs = /^(?:prometheus|alertmanager)\//;
    const paths = (tree: ReadonlyMap<string, string>) =>
      [...tree.keys()].filter((path) => theirs.test(path)).sort();
    expect(paths(read)).toEqual(paths(files));
  });

  it("have nothing to check in a stack beside an operator, which has no such files", async () => {
    const config = settings("dev", {
      mode: "operator",
      operator: { prometheus: { namespace: "operated" } },
    });
    const read = filesRead(stackModel(config));
    expect([...read.keys()].filter((path) => /^(prometheus|alertmanager)/.test(path))).toEqual([]);
    expect(await askReaders(read, built)).toEqual({ faults: [], missing: [] });
  });

  it("report errors, each under its own name", async () => {
    const routes = await changed("alertmanager/alertmanager.yml", "group_wait: ", "group_await: ");
    expect((await askReaders(routes, built)).faults).toEqual(
      expect.arrayContaining([expect.stringMatching(/^amtool: .*group_await/)]),
    );
    const scrapes = await changed("prometheus/prometheus.yml", "scrape_interval: ", "interval: ");
    expect((await askReaders(scrapes, built)).faults).toEqual(
      expect.arrayContaining([expect.stringMatching(/^promtool: .*interval/)]),
    );
  });

  it("are reported as missing if they are not installed", async () => {
    const { files } = await rendered("dev");
    expect(await askReaders(files, () => undefined)).toEqual({
      faults: [],
      missing: ["promtool", "amtool"],
    });
  });
});

describe("the path of a checking program", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "programs-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const program = (path: string) => {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, "#!/bin/sh\n");
    chmodSync(file, 0o755);
    return file;
  };

  it("is the one in its environment variable, else in the build cache, else on the PATH", () => {
    const env = { PATH: join(folder, "bin"), AUTODEALGENIE_CACHE: join(folder, "cache") };
    expect(programPath("amtool", env)).toBeUndefined();
    const onPath = program("bin/amtool");
    expect(programPath("amtool", env)).toBe(onPath);
    const ours = program("cache/alertmanager/0123/amtool");
    expect(programPath("amtool", env)).toBe(ours);
    const named = program("named");
    expect(programPath("amtool", { ...env, AUTODEALGENIE_AMTOOL: named })).toBe(named);
    expect(programPath("promtool", env)).toBeUndefined();
  });
});
