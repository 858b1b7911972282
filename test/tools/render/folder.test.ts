import { execFileSync, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { writeFolder } from "../../../tools/render/folder";
import { scriptCommand } from "../../support/launched";

const ROOT = join(__dirname, "..", "..", "..");
let parent: string;

beforeEach(() => (parent = mkdtempSync(join(tmpdir(), "folder-"))));
afterEach(() => rmSync(parent, { recursive: true }));

const tree = (...paths: readonly string[]) => new Map(paths.map((path) => [path, `${path}\n`]));

describe("a rendered folder", () => {
  it("is created with its parent folders if it does not exist", () => {
    const folder = join(parent, "a", "b");
    writeFolder(folder, tree("x/y.yaml"));
    expect(readFileSync(join(folder, "x/y.yaml"), "utf8")).toBe("x/y.yaml\n");
  });

  it("contains nothing from an earlier rendering, and leaves no temporary files next to it", () => {
    const folder = join(parent, "out");
    writeFolder(folder, tree("old/only.yaml", "both.yaml"));
    writeFolder(folder, tree("both.yaml"));
    expect(existsSync(join(folder, "old"))).toBe(false);
    expect(readdirSync(parent)).toEqual(["out"]);
  });

  it("can replace an existing empty folder", () => {
    const folder = join(parent, "empty");
    mkdirSync(folder);
    writeFolder(folder, tree("a"));
    expect(existsSync(join(folder, "a"))).toBe(true);
  });

  it("does not replace a folder that contains other files", () => {
    writeFileSync(join(parent, "thesis.txt"), "");
    expect(() => writeFolder(parent, tree("a"))).toThrow("contains files that no rendering wrote");
    expect(readdirSync(parent)).toEqual(["thesis.txt"]);
  });

  it("does not replace a file", () => {
    const file = join(parent, "file");
    writeFileSync(file, "");
    expect(() => writeFolder(file, tree("a"))).toThrow("is not a readable folder");
  });
});

describe("npm run render", () => {
  const cli = (...args: readonly string[]) =>
    spawnSync(...scriptCommand("render", ...args), {
      cwd: ROOT,
      encoding: "utf8",
    });

  it("writes the tree and exits with status 0", () => {
    const folder = join(parent, "dev");
    const { status, stdout } = cli("dev", folder);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^\d+ objects, \d+ files in /);
    expect(execFileSync("ls", [folder], { encoding: "utf8" }).split("\n")).toEqual(
      expect.arrayContaining(["alertmanager", "grafana", "manifests", "prometheus"]),
    );
  });

  it("reports the error on one line and the remedy on the next, and exits with status 1", () => {
    writeFileSync(join(parent, "thesis.txt"), "");
    const { status, stderr } = cli("dev", parent);
    expect(status).toBe(1);
    expect(lines(stderr)).toEqual([
      expect.stringContaining("contains files that no rendering wrote, such as thesis.txt."),
      "Choose a folder that is empty or does not exist yet.",
    ]);
  });

  it("lists the existing stacks if the given one does not exist", () => {
    const { status, stderr } = cli("staging", parent);
    expect(status).not.toBe(0);
    expect(lines(stderr)).toEqual([
      expect.stringMatching(/^There is no .*Pulumi\.staging\.yaml\.$/),
      "Write it as docs/configuration.md explains, or choose an existing stack: dev, prod.",
    ]);
  });
});

/** The lines without npm's own messages. */
function lines(stderr: string): readonly string[] {
  return stderr.split("\n").filter((line) => line !== "" && !line.startsWith("npm "));
}
