import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { exec } from "../../lab/builder/exec";
import { PATHS } from "../../lab/paths";
import type { Benchmark } from "./compare";

const TS_NODE = join(PATHS.project, "node_modules/ts-node/dist/bin-transpile.js");

/** `npm run render` as a process, from its start to its end. */
export function processes(): { readonly benchmarks: readonly Benchmark[]; close(): void } {
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  const nothing = join(folder, "nothing.ts");
  writeFileSync(nothing, "export {};\n");
  // What has no tsconfig.json above it finds the project's.
  const run = (...args: readonly string[]) =>
    exec(process.execPath, [TS_NODE, "--project", join(PATHS.project, "tsconfig.json"), ...args]);
  const cli = join(PATHS.project, "infra/render/cli.ts");
  return {
    benchmarks: [
      {
        name: "npm run render -- dev, the whole process",
        against: "a process that runs an empty file",
        work: () => run(cli, "dev", join(folder, "dev")),
        baseline: () => run(nothing),
        rounds: 5,
      },
    ],
    close: () => rmSync(folder, { recursive: true }),
  };
}
