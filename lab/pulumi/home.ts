import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { pulumiPlugins } from "../builder/pulumi";
import { outputOf } from "../builder/stage";
import { toolPath } from "../builder/tools";
import { PATHS } from "../paths";

/** Where Pulumi keeps what it needs for the local cluster: nothing of it is the user's own. */
export const PULUMI = {
  /** Its plugins, and what it remembers of itself. */
  home: join(PATHS.state, "pulumi/home"),
  /** The stack's state. */
  backend: join(PATHS.state, "pulumi/backend"),
  /** The project, and the stack's settings and secrets as the local cluster sets them. */
  project: join(PATHS.state, "pulumi/project"),
} as const;

const POLICY_RUNNER = `#!/bin/sh
exec '${process.execPath}' '${join(PATHS.project, "node_modules/@pulumi/pulumi/cmd/run-policy-pack")}' "$@"
`;

/** Makes those folders, with what was built where the Automation API and the engine look for it. */
export function makeHome(): void {
  for (const folder of Object.values(PULUMI)) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const [bin, plugins] = ["bin", "plugins"].map((name) => join(PULUMI.home, name)) as [
    string,
    string,
  ];
  // Those of other versions go.
  for (const folder of [bin, plugins]) rmSync(folder, { recursive: true, force: true });
  mkdirSync(bin);
  symlinkSync(toolPath("pulumi"), join(bin, "pulumi"));
  // What runs a policy pack: the engine looks for it on PATH, which begins with this folder.
  writeFileSync(join(bin, "pulumi-analyzer-policy-nodejs"), POLICY_RUNNER, { mode: 0o700 });
  for (const { name, version, program, stage } of pulumiPlugins) {
    // The engine takes a link to a folder for none.
    const folder = join(plugins, `resource-${name}-v${version}`);
    mkdirSync(folder, { recursive: true });
    symlinkSync(join(outputOf(stage), program), join(folder, program));
  }
}
