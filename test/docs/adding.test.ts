import { execFileSync, spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { programCommand } from "../support/launched";

const ROOT = join(__dirname, "../..");
const page = readFileSync(join(ROOT, "docs/adding.md"), "utf8");

interface Step {
  /** The path that the step names last, in `docs/adding.md`, before what is to be there. */
  readonly path: string;
  readonly language: string;
  readonly text: string;
}

/** What a reader copies: a difference, or a whole new file, with the path that the words before it name. */
function stepsOf(text: string): readonly Step[] {
  const blocks = text.matchAll(/^( *)(`{3,})(\w+)\n([^]*?)\n\1\2$/gm);
  return [...blocks].map(({ 1: indent = "", 3: language = "", 4: body = "", index }) => {
    const paths = [...text.slice(0, index).matchAll(/`([\w./-]+\/[\w.-]+\.\w+)`/g)];
    return {
      path: paths.at(-1)?.[1] ?? "",
      language,
      text: `${body.replaceAll(new RegExp(`^${indent}`, "gm"), "")}\n`,
    };
  });
}

let copy: string;

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), "adding-"));
  const files = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "-z"], {
    cwd: ROOT,
    encoding: "utf8",
  }).split("\0");
  for (const file of files.filter((each) => each !== "" && existsSync(join(ROOT, each)))) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    copyFileSync(join(ROOT, file), join(copy, file));
  }
  symlinkSync(join(ROOT, "node_modules"), join(copy, "node_modules"));
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

const run = (...[file, args]: readonly [string, readonly string[]]) => {
  const { status, stdout, stderr } = spawnSync(file, args, { cwd: copy, encoding: "utf8" });
  return { status, said: `${stdout}${stderr}` };
};
const bin = (name: string) => join(ROOT, "node_modules/.bin", name);

it("can be followed as it stands", () => {
  const steps = stepsOf(page);
  expect(steps.length).toBeGreaterThan(10);
  for (const { path, language, text } of steps) {
    if (language === "diff") {
      expect(text).toContain(`+++ b/${path}\n`);
      const patch = join(copy, "step.patch");
      writeFileSync(patch, text);
      // Lines that moved are found by those around them.
      expect({ path, ...run("git", ["apply", "--recount", patch]) }).toEqual({
        path,
        status: 0,
        said: "",
      });
      rmSync(patch);
    } else {
      expect(existsSync(join(copy, path))).toBe(false);
      writeFileSync(join(copy, path), text);
    }
  }

  const changed = [...new Set(steps.map(({ path }) => path))];
  expect(run(bin("oxfmt"), ["--list-different", ...changed])).toEqual({ status: 0, said: "" });
  expect(run(bin("tsc"), ["--noEmit", "-p", "."])).toEqual({ status: 0, said: "" });
  // Its rules, its panel, its runbook and all that they lead to.
  const [node, check] = programCommand("tools/check/cli.ts", "dev");
  const inCopy = check.map((word) => word.replace(ROOT, copy));
  expect(run(node, inCopy)).toMatchObject({
    status: 0,
    said: expect.stringContaining("dev: no mistakes"),
  });
  const rendered = run(node, [...inCopy.slice(0, -2), "tools/render/cli.ts", "dev", "out/dev"]);
  expect(rendered).toMatchObject({ status: 0 });
  expect(readFileSync(join(copy, "out/dev/prometheus/rules/alerts.yml"), "utf8")).toContain(
    "alert: LockoutsHigh",
  );
});
