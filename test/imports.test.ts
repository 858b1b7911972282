import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const ROOT = join(__dirname, "..");
const FOLDERS = [
  "service",
  "signals",
  "alert-rules",
  "dashboards",
  "infra",
  "tools",
  "lab",
  "test",
];

/** dependency-cruiser's output for a project, with the rules in `.dependency-cruiser.js`. */
function cruised(project: string, folders: readonly string[]) {
  const program = join(ROOT, "node_modules/.bin/depcruise");
  const rules = join(ROOT, ".dependency-cruiser.js");
  const { status, stdout, stderr } = spawnSync(program, ["--config", rules, ...folders], {
    cwd: project,
    encoding: "utf8",
  });
  return { status, said: stdout + stderr };
}

/** The same for a project with only these files. */
function cruisedOf(files: Readonly<Record<string, string>>) {
  const project = mkdtempSync(join(tmpdir(), "imports-"));
  try {
    for (const [file, text] of Object.entries({ "tsconfig.json": "{}", ...files })) {
      mkdirSync(dirname(join(project, file)), { recursive: true });
      writeFileSync(join(project, file), text);
    }
    const folders = new Set(Object.keys(files).map((file) => file.split("/")[0] ?? file));
    return cruised(project, [...folders]);
  } finally {
    rmSync(project, { recursive: true });
  }
}

const one = "export const one = 1;";
const other = "export type Other = string;";

describe("imports", () => {
  it("go down the floors of the house, and never in a circle", () => {
    expect(cruised(ROOT, FOLDERS)).toEqual({
      status: 0,
      said: expect.stringContaining("no dependency violations found"),
    });
  });

  it.each([
    ["a value", { "signals/a.ts": 'import "../infra/b";', "infra/b.ts": one }],
    [
      "a type",
      {
        "infra/a.ts": 'import type { Other } from "../tools/b"; export const c: Other = "";',
        "tools/b.ts": other,
      },
    ],
    [
      "a dashboard by an alert",
      { "alert-rules/a.ts": 'import "../dashboards/b";', "dashboards/b.ts": one },
    ],
    ["what is launched", { "tools/launch/a.js": 'require("../../infra/b");', "infra/b.ts": one }],
    ["in a circle", { "lab/a.ts": 'import "./b";', "lab/b.ts": 'import "./a";' }],
  ] as const)("are refused: %s", (_, files) => {
    const { status, said } = cruisedOf(files);
    expect(said).toContain("1 dependency violations");
    expect(status).toBe(1);
  });
});
