import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { pulumiPlugins } from "../builder/pulumi";
import { outputOf } from "../builder/stage";
import { toolPath } from "../builder/tools";
import { PATHS } from "../paths";

/** The folders that Pulumi uses for the local cluster, separate from the user's own. */
export const PULUMI = {
  /** Its plugins and its own bookkeeping. */
  home: join(PATHS.state, "pulumi/home"),
  /** The stack's state. */
  backend: join(PATHS.state, "pulumi/backend"),
  /** The project, with the settings and secrets that the local cluster sets in the stack. */
  project: join(PATHS.state, "pulumi/project"),
} as const;

const POLICY_RUNNER = `#!/bin/sh
exec '${process.execPath}' '${join(PATHS.project, "node_modules/@pulumi/pulumi/cmd/run-policy-pack")}' "$@"
`;

/** Creates these folders, with links to what was built where the Automation API and the engine look for it. */
export function makeHome(): void {
  for (const folder of Object.values(PULUMI)) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const [bin, plugins] = ["bin", "plugins"].map((name) => join(PULUMI.home, name)) as [
    string,
    string,
  ];
  // Removes those of other versions.
  for (const folder of [bin, plugins]) rmSync(folder, { recursive: true, force: true });
  mkdirSync(bin);
  symlinkSync(toolPath("pulumi"), join(bin, "pulumi"));
  // The program that runs a policy pack: the engine looks for it on PATH, which starts with this folder.
  writeFileSync(join(bin, "pulumi-analyzer-policy-nodejs"), POLICY_RUNNER, { mode: 0o700 });
  for (const { name, version, program, stage } of pulumiPlugins) {
    // The engine ignores a link to a folder.
    const folder = join(plugins, `resource-${name}-v${version}`);
    mkdirSync(folder, { recursive: true });
    symlinkSync(join(outputOf(stage), program), join(folder, program));
  }
}
