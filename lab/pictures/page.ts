import { cp, mkdir, rm } from "node:fs/promises";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { exec } from "../builder/exec";
import { hashOf, hashOfFolder } from "../builder/hash";
import type { Stage } from "../builder/stage";

const PACKAGE = join(__dirname, "page");
/** The files that the page's package shares with the rest. */
const SHARED = ["drawing.ts", "order.ts"];

/**
 * The page that draws, and the program that makes Chromium draw it. They are built from a separate package, because
 * Grafana's components bring hundreds of dependencies that nothing else here needs. These are deleted after the build.
 */
export const page: Stage = {
  name: "pictures-page",
  needs: [],
  inputs: () =>
    hashOf(
      hashOfFolder(PACKAGE),
      ...SHARED.map((name) => readFileSync(join(__dirname, name))),
      process.arch,
    ),
  expectedSeconds: 120,
  make: async ({ output, log }) => {
    const work = join(output, "work");
    const cwd = join(work, "page");
    await mkdir(work);
    const filter = (path: string): boolean => !path.startsWith(join(PACKAGE, "node_modules"));
    await cp(PACKAGE, cwd, { recursive: true, filter });
    for (const name of SHARED) await cp(join(__dirname, name), join(work, name));
    await exec("npm", ["ci", "--ignore-scripts"], { cwd, log });
    await exec(process.execPath, ["node_modules/typescript/bin/tsc"], { cwd, log });
    await exec(process.execPath, ["build.mjs", output], { cwd, log });
    await rm(work, { recursive: true });
  },
};
