import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { load } from "js-yaml";

interface Step {
  readonly if?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}
interface Workflow {
  readonly jobs: { readonly pictures: { readonly steps: readonly Step[] } };
}

const WORKFLOW = join(__dirname, "..", "..", "..", ".github", "workflows", "review.yml");
const { steps } = (load(readFileSync(WORKFLOW, "utf8")) as Workflow).jobs.pictures;
const scripts = steps.flatMap(({ run = "" }) => (run.includes("\n") ? [run] : []));
const SECRET = "${{ secrets.PROMETHEUS_URL }}";

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "pictures-job-"))));
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs a step's script as GitHub does, with an npm that only records its arguments. */
function run(script: string, url: string) {
  const npm = join(folder, "npm");
  writeFileSync(npm, '#!/bin/sh\nprintf "%s\\n" "$@" > asked\necho overview.png\n');
  chmodSync(npm, 0o755);
  const [summary, output] = ["summary", "output"].map((name) => join(folder, name)) as [
    string,
    string,
  ];
  [summary, output].forEach((file) => writeFileSync(file, ""));
  execFileSync("bash", ["--norc", "-e", "-c", script], {
    cwd: folder,
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      PATH: `${folder}:${process.env.PATH ?? ""}`,
      GITHUB_STEP_SUMMARY: summary,
      GITHUB_OUTPUT: output,
      PROMETHEUS_URL: url,
    },
  });
  return { summary: readFileSync(summary, "utf8"), output: readFileSync(output, "utf8") };
}

describe("the pictures of a pull request", () => {
  it("are skipped with a note if no Prometheus is configured", () => {
    expect(run(scripts[0]!, "")).toEqual({
      summary: expect.stringMatching(/^No pictures: .*PROMETHEUS_URL/),
      output: "",
    });
    const [first, ...rest] = steps;
    expect(first?.if).toBeUndefined();
    expect(rest.filter((step) => step.if !== "steps.prometheus.outputs.present")).toEqual([]);
  });

  it("are drawn for the pull request's changes and uploaded if a Prometheus is configured", () => {
    const url = "https://who:pass@prometheus.example";
    expect(run(scripts[0]!, url)).toEqual({ summary: "", output: "present=true\n" });
    expect(run(scripts[1]!, url).summary).toBe("overview.png\n");
    const asked = readFileSync(join(folder, "asked"), "utf8").trim().split("\n");
    const args = "run --silent pictures -- out/pictures --before HEAD^1 --prometheus".split(" ");
    expect(asked).toEqual([...args, url]);
    expect(steps.at(-1)).toMatchObject({
      uses: expect.stringMatching(/^actions\/upload-artifact@/),
      with: { path: "out/pictures" },
    });
  });

  it("get the address from a secret, only through the environment", () => {
    const envs = steps.flatMap(({ env }) => Object.values(env ?? {}));
    expect(new Set(envs)).toEqual(new Set([SECRET]));
    expect(scripts.filter((script) => script.includes("secrets."))).toEqual([]);
  });
});
