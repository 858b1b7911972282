import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

import { writeFolder } from "../../tools/render/folder";
import { renderStack } from "../../tools/render/render";
import { exec } from "../../lab/builder/exec";
import { PATHS } from "../../lab/paths";
import type { Benchmark } from "./benchmark";

const AGAINST =
  "a cold `node` that loads @pulumi/pulumi and @pulumi/kubernetes and registers one resource";
const ROUNDS = 5;

/** A folder for the benchmark only. */
interface Place {
  readonly folder: string;
}

/**
 * Runs a script of package.json in a shell, with the arguments that would follow `--`. npm's own startup is not
 * included, because it is the same for every project.
 */
function npmRun(script: string, ...args: readonly string[]): Promise<string> {
  const { scripts } = JSON.parse(readFileSync(join(PATHS.project, "package.json"), "utf8")) as {
    readonly scripts: Readonly<Record<string, string>>;
  };
  return exec("/bin/sh", ["-c", `${scripts[script] ?? "false"} "$@"`, script, ...args], {
    cwd: PATHS.project,
    env: {
      PATH: [join(PATHS.project, "node_modules/.bin"), process.env.PATH].join(delimiter),
      // A cluster that is running here would be queried, which is not part of the command's own cost.
      AUTODEALGENIE_STATE: join(tmpdir(), "autodealgenie-bench-no-cluster"),
    },
  });
}

const floor = () => exec(process.execPath, [join(__dirname, "floor.js")]);

const common = { against: AGAINST, rounds: ROUNDS, baseline: floor };

/** With a temporary folder. */
const inFolder = {
  ...common,
  setup: (): Place => ({ folder: mkdtempSync(join(tmpdir(), "bench-")) }),
  close: ({ folder }: Place) => rmSync(folder, { recursive: true }),
};

const render: Benchmark<Place> = {
  ...inFolder,
  name: "npm run render -- prod",
  why: "It does the same as the baseline, and also plans, checks, registers and writes all objects of the stack.",
  reach: { times: 2.5 },
  work: ({ folder }) => npmRun("render", "prod", join(folder, "prod")),
};

const check: Benchmark = {
  ...common,
  name: "npm run check -- prod",
  why: "It plans the stack and checks the graph of its objects, but registers nothing.",
  reach: { times: 2.5 },
  work: () => npmRun("check", "prod"),
};

const diff: Benchmark<Place> = {
  ...inFolder,
  name: "npm run diff -- <folder> <folder>",
  why: "It compares prod with a copy in which one setting differs. It loads neither Pulumi nor the program.",
  reach: { times: 2.5 },
  setup: async () => {
    const { folder } = inFolder.setup();
    const { files } = await renderStack("prod");
    writeFolder(join(folder, "base"), files);
    writeFolder(join(folder, "head"), new Map([...files, ["grafana/grafana.ini", ""]]));
    return { folder };
  },
  work: ({ folder }) => npmRun("diff", join(folder, "base"), join(folder, "head")),
};

const status: Benchmark = {
  ...common,
  name: "npm run lab -- status",
  why: "It reports that no cluster runs, so the figure contains no time for a cluster's answers.",
  reach: { times: 2.5 },
  work: () => npmRun("lab", "status"),
};

const helps = ["render", "lab"].map((script): Benchmark => ({
  ...common,
  name: `npm run ${script} -- --help`,
  why: "Help is requested often, and only needs the definition of the command line.",
  reach: { value: 0.5 },
  work: () => npmRun(script, "--help"),
}));

export const processBenchmarks: readonly Benchmark[] = [render, check, diff, status, ...helps];
