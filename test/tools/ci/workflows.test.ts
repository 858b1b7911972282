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

it("workflows pass actionlint", () => {
  expect(workflows.length).toBeGreaterThan(3);
  expect(actionlint(workflows)).toEqual({ status: 0, stdout: "" });
});

it("actionlint detects an undefined property", () => {
  const wrong = textOf(join(FOLDER, "review.yml")).replaceAll("github.token", "github.tokn");
  const { status, stdout } = actionlint(["-"], wrong);
  expect(status).toBe(1);
  expect(stdout).toContain('property "tokn" is not defined');
});

it("workflows run only existing npm scripts", () => {
  const commands = workflows.flatMap((file) =>
    [...textOf(file).matchAll(/npm run (?:--silent )?([\w:-]+)/g)].map(([, name]) => name),
  );
  expect(commands).toEqual(expect.arrayContaining(["check", "diff", "comment", "guard"]));
  expect(commands.filter((name = "") => !(name in packageJson.scripts))).toEqual([]);
});

it("deployments run the guard before `up`, and use the policy pack", () => {
  const up = textOf(join(FOLDER, "up.yml"));
  expect(up.indexOf("npm run --silent guard")).toBeGreaterThan(0);
  expect(up.indexOf("npm run --silent guard")).toBeLessThan(up.indexOf("command: up"));
  for (const file of ["up.yml", "review.yml"]) {
    expect(textOf(join(FOLDER, file))).toContain("policyPacks: infra/policy-pack");
  }
});

it("only the release and review workflows have write permissions", () => {
  for (const file of workflows) {
    expect(textOf(file)).toContain("permissions:\n  contents: read\n");
  }
  const writing = workflows.filter((file) => textOf(file).includes(": write"));
  expect(writing.map((file) => file.slice(FOLDER.length + 1))).toEqual([
    "release.yml",
    "review.yml",
  ]);
});
