import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { COMMANDS } from "../../../tools/help/commands";
import { helpText, lineOf } from "../../../tools/help/text";
import { scriptCommand } from "../../support/launched";

const ROOT = join(__dirname, "../../..");
const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
  readonly scripts: Readonly<Record<string, string>>;
};
const names = Object.keys(scripts);

/** Files that programs write, with their content: somebody may commit while the test runs. */
const written = execFileSync("git", ["ls-files", "docs", "infra", "test/bench"], { cwd: ROOT })
  .toString()
  .trim()
  .split("\n")
  .map((path) => join(ROOT, path));
const changes = () => {
  const hash = createHash("sha256");
  for (const path of written) hash.update(readFileSync(path));
  return hash.digest("hex");
};

it("lists each script once in package.json order, with the first script moved to the end", () => {
  const listed = Object.values(COMMANDS).flatMap((some) => some.map(([script]) => script));
  expect([...listed.slice(-1), ...listed.slice(0, -1)]).toEqual(names);
});

it("docs/commands.md documents every script", () => {
  const page = readFileSync(join(ROOT, "docs/commands.md"), "utf8");
  expect(names.filter((name) => !page.includes(`\`${lineOf(name)}`))).toEqual([]);
});

it.each(names)("%s --help prints usage and examples, and changes no file", (name) => {
  const before = changes();
  const { status, stdout, stderr } = spawnSync(...scriptCommand(name, "--help"), {
    cwd: ROOT,
    encoding: "utf8",
    // A command that started anything would take longer.
    timeout: 120_000,
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).toMatch(/^Usage: /);
  const [, examples = ""] = stdout.split("\nExamples:\n");
  const its = new RegExp(`^ *npm (run (--silent )?)?${name}\\b.*  \\S`, "m");
  expect(examples).toMatch(its);
  expect(changes()).toBe(before);
});

it("describes a command, and suggests the right name for a misspelled one", () => {
  expect(helpText("drill")).toMatch(
    /^npm run drill +causes .*\n\nOptions and examples: npm run drill -- --help$/,
  );
  expect(() => helpText("dril")).toThrow("There is no command dril.");
  const { status, stderr } = spawnSync(...scriptCommand("help", "dril"), { encoding: "utf8" });
  expect([status, stderr]).toEqual([1, "There is no command dril.\nDid you mean drill?\n"]);
});

it("npm run suggests the right script for a misspelled one", () => {
  const { status, stderr } = spawnSync("npm", ["run", "dril"], { cwd: ROOT, encoding: "utf8" });
  expect(status).not.toBe(0);
  expect(stderr).toContain("npm run drill");
});
