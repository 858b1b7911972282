import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";

import { exec } from "../../../lab/builder/exec";
import { closure, copyPackages, dependenciesOf } from "../../../lab/builder/nodeModules";
import { PATHS } from "../../../lab/paths";

const folder = mkdtempSync(join(tmpdir(), "modules-"));
afterAll(() => rmSync(folder, { recursive: true }));

function write(path: string, content: string): void {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

describe("the dependencies of packages", () => {
  const install = (path: string, manifest: object): void =>
    write(`${path}/package.json`, JSON.stringify(manifest));
  const below = join(folder, "app");
  const found = (...names: readonly string[]) =>
    closure(names, below)
      .map((each) => relative(folder, each))
      .sort();

  beforeAll(() => {
    install("node_modules/plain", {});
    install("node_modules/shared", { version: "1" });
    install("app/node_modules/shared", { version: "2" });
    install("node_modules/one", { dependencies: { other: "*", shared: "1" } });
    install("node_modules/other", { dependencies: { one: "*" } });
    install("node_modules/@scope/deep", { dependencies: { plain: "1" } });
    install("node_modules/@scope/deep/node_modules/plain", { version: "1" });
    install("node_modules/fast", { optionalDependencies: { plain: "*", "only-on-mac": "*" } });
    install("node_modules/broken", { dependencies: { gone: "*" } });
  });

  it("are resolved as in Node.js: the nearest copy, each once, even in cycles", () => {
    expect(found("shared", "one")).toEqual([
      "app/node_modules/shared",
      "node_modules/one",
      "node_modules/other",
      "node_modules/shared",
    ]);
    expect(found("@scope/deep")).toEqual([
      "node_modules/@scope/deep",
      "node_modules/@scope/deep/node_modules/plain",
    ]);
  });

  it("include optional ones that are installed", () => {
    expect(found("fast")).toEqual(["node_modules/fast", "node_modules/plain"]);
  });

  it("are rejected if one is not installed, naming the package that needs it", () => {
    expect(() => found("broken")).toThrow(
      `${join(folder, "node_modules/broken")} needs the package gone, which is not installed.`,
    );
  });
});

describe("copied packages", () => {
  it("exclude files that no program reads, and unneeded nested packages", async () => {
    const name = "app/node_modules/native";
    for (const file of [
      "package.json",
      "index.js",
      "index.d.ts",
      "index.js.map",
      "README.md",
      "prebuilds/linux-x64/it.node",
      "prebuilds/win32-x64/it.node",
      "node_modules/unused/package.json",
      "node_modules/used/package.json",
    ]) {
      write(`${name}/${file}`, "{}");
    }
    const target = join(folder, "copied");
    const packages = [join(folder, name), join(folder, name, "node_modules/used")];
    await copyPackages(packages, join(folder, "app"), target);
    const copied = await exec("find", [".", "-type", "f"], { cwd: target });
    expect(copied.trim().split("\n").sort()).toEqual([
      "./node_modules/native/index.js",
      "./node_modules/native/node_modules/used/package.json",
      "./node_modules/native/package.json",
      "./node_modules/native/prebuilds/linux-x64/it.node",
    ]);
  });

  it("are rejected if two have the same destination", async () => {
    const own = join(PATHS.project, "service/node_modules/zod");
    const shared = join(PATHS.project, "node_modules/zod");
    const copying = copyPackages([own, shared], join(PATHS.project, "service"), join(folder, "no"));
    await expect(copying).rejects.toThrow(
      `Both ${shared} and ${own} would be installed at node_modules/zod.`,
    );
  });

  it("are sufficient to load every dependency of the service", async () => {
    const workspace = join(PATHS.project, "service");
    const packages = dependenciesOf(join(workspace, "package.json"));
    const target = join(folder, "service");
    await copyPackages(closure(packages, workspace), workspace, target);
    expect(existsSync(join(target, "node_modules"))).toBe(true);
    const script = `for (const name of ${JSON.stringify(packages)}) require(name)`;
    await exec(process.execPath, ["-e", script], { cwd: target, env: { NODE_PATH: "" } });
  });
});
