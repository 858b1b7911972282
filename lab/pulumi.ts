import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { dump } from "js-yaml";

import { PROJECT } from "../infra/settings";
import { merged } from "../tools/render/merge";
import { settingsOf, type StackName } from "../tools/render/render";
import { exec, inherit } from "./builder/exec";
import { kubectlEnvironment } from "./cluster/kubectl";
import type { StackSettings } from "./deploy/stack";
import { Secrets } from "./deploy/secrets";
import { writeWhole } from "../tools/files";
import { PATHS } from "./paths";
import { onPath } from "./preflight";
import { Problem } from "../tools/problem";

const FOLDER = join(PATHS.state, "pulumi");
const LEAVE_AWAY = "or leave --with pulumi away: the same manifests are then applied with kubectl.";

/** Where Pulumi keeps the stack's state: none of the user's own. */
function environment(): Readonly<Record<string, string>> {
  mkdirSync(FOLDER, { recursive: true, mode: 0o700 });
  return {
    ...kubectlEnvironment(),
    PULUMI_BACKEND_URL: `file://${FOLDER}`,
    PULUMI_CONFIG_PASSPHRASE: new Secrets().get("pulumiPassphrase"),
    PULUMI_SKIP_UPDATE_CHECK: "true",
  };
}

/**
 * Refuses a machine that lacks the Pulumi CLI, its Node.js language host or its Kubernetes plugin.
 *
 * @throws Problem
 */
export async function requirePulumi(): Promise<void> {
  for (const program of ["pulumi", "pulumi-language-nodejs"]) {
    if (!onPath(program)) {
      throw new Problem(
        `${program} is not on this machine.`,
        `Install the Pulumi CLI, ${LEAVE_AWAY}`,
      );
    }
  }
  const plugins = JSON.parse(await exec("pulumi", ["plugin", "ls", "--json"])) as {
    readonly name: string;
  }[];
  if (!plugins.some(({ name }) => name === "kubernetes")) {
    throw new Problem(
      "Pulumi's Kubernetes plugin is not on this machine.",
      `Install it with \`pulumi plugin install resource kubernetes\`, ${LEAVE_AWAY}`,
    );
  }
}

/**
 * Deploys a stack by `pulumi up`, with settings and a state file of the local cluster's own.
 *
 * @throws Problem where Pulumi fails
 */
export async function pulumiUp(
  stack: StackName,
  { overrides, secrets }: StackSettings,
): Promise<void> {
  const env = environment();
  const settings = join(FOLDER, `Pulumi.${stack}.yaml`);
  const monitoring = merged(settingsOf(stack), overrides);
  writeWhole(settings, dump({ config: { [`${PROJECT}:monitoring`]: monitoring } }));

  const cwd = ["--cwd", PATHS.project];
  await exec("pulumi", [...cwd, "stack", "select", "--create", stack], { env });
  const where = [...cwd, "--stack", stack, "--config-file", settings];
  for (const [name, value] of Object.entries(secrets)) {
    // By its standard input: a command line can be read by everybody on the machine.
    const set = ["config", "set", "--secret", `${PROJECT}:${name}`, ...where];
    await exec("pulumi", set, { env, input: value });
  }
  const status = await inherit("pulumi", ["up", "--yes", "--skip-preview", ...where], env);
  if (status !== 0) throw new Problem("pulumi up has failed.", "See what it says above.");
}
