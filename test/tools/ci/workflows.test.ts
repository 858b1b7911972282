import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { toolPath } from "../../../lab/builder/tools";
import packageJson from "../../../package.json";

const FOLDER = join(__dirname, "..", "..", "..", ".github", "workflows");
const workflows = readdirSync(FOLDER).map((file) => join(FOLDER, file));
const textOf = (file: string) => readFileSync(file, "utf8");

function actionlint(args: readonly string[], input?: string) {
  const { status, stdout } = spawnSync(toolPath("actionlint"), ["-no-color", ...args], {
    cwd: join(FOLDER, "..", ".."),
    encoding: "utf8",
    ...(input !== undefined && { input }),
  });
  return { status, stdout };
}

it("has no mistake in a workflow", () => {
  expect(workflows.length).toBeGreaterThan(3);
  expect(actionlint(workflows)).toEqual({ status: 0, stdout: "" });
});

it("would see one: a name that no event has", () => {
  const wrong = textOf(join(FOLDER, "review.yml")).replaceAll("github.token", "github.tokn");
  const { status, stdout } = actionlint(["-"], wrong);
  expect(status).toBe(1);
  expect(stdout).toContain('property "tokn" is not defined');
});

it("runs in workflows only commands that there are", () => {
  const commands = workflows.flatMap((file) =>
    [...textOf(file).matchAll(/npm run (?:--silent )?([\w:-]+)/g)].map(([, name]) => name),
  );
  expect(commands).toEqual(expect.arrayContaining(["check", "diff", "comment", "guard"]));
  expect(commands.filter((name = "") => !(name in packageJson.scripts))).toEqual([]);
});

it("deploys nothing of which a preview was not held against what may be lost", () => {
  const up = textOf(join(FOLDER, "up.yml"));
  expect(up.indexOf("npm run --silent guard")).toBeGreaterThan(0);
  expect(up.indexOf("npm run --silent guard")).toBeLessThan(up.indexOf("command: up"));
  for (const file of ["up.yml", "review.yml"]) {
    expect(textOf(join(FOLDER, file))).toContain("policyPacks: infra/policy-pack");
  }
});

it("gives no job more than it needs", () => {
  for (const file of workflows) {
    expect(textOf(file)).toContain("permissions:\n  contents: read\n");
  }
  const writing = workflows.filter((file) => textOf(file).includes(": write"));
  expect(writing.map((file) => file.slice(FOLDER.length + 1))).toEqual([
    "release.yml",
    "review.yml",
  ]);
});
