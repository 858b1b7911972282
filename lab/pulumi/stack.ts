import {
  LocalWorkspace,
  PulumiCommand,
  type PulumiFn,
  type Stack,
} from "@pulumi/pulumi/automation";

import { program } from "../../infra/program";
import { PROJECT, type StackInput } from "../../infra/settings";
import { SETTINGS_KEY } from "../../infra/settings/projectKeys";
import { merged } from "../../tools/render/merge";
import { settingsOf, type StackName } from "../../tools/render/render";
import { exec } from "../builder/exec";
import { toolPath } from "../builder/tools";
import { kubectlEnvironment } from "../cluster/kubectl";
import { Secrets } from "../deploy/secrets";
import type { StackSettings } from "../deploy/stack";
import { makeHome, PULUMI } from "./home";
import { deployableHere } from "./settings";

/** The environment in which Pulumi sees only the local cluster and its own state, and nothing of the user's. */
export function pulumiEnvironment(): Readonly<Record<string, string>> {
  return {
    ...kubectlEnvironment(),
    PULUMI_HOME: PULUMI.home,
    PULUMI_BACKEND_URL: `file://${PULUMI.backend}`,
    PULUMI_CONFIG_PASSPHRASE: new Secrets().get("pulumiPassphrase"),
    // Missing plugins have to be built: Pulumi must not download them.
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_SKIP_UPDATE_CHECK: "true",
  };
}

/**
 * A stack of the local cluster in Pulumi's engine, with its previous settings. The program runs in this process: no
 * language host is needed.
 *
 * @param stackName created if it does not exist
 */
export async function openStack(stackName: string, program: PulumiFn): Promise<Stack> {
  makeHome();
  return LocalWorkspace.createOrSelectStack(
    { stackName, projectName: PROJECT, program },
    {
      workDir: PULUMI.project,
      pulumiHome: PULUMI.home,
      pulumiCommand: await PulumiCommand.get({ root: PULUMI.home }),
      projectSettings: { name: PROJECT, runtime: "nodejs" },
      envVars: { ...pulumiEnvironment() },
    },
  );
}

/**
 * A stack in Pulumi's engine, with the local cluster's settings and secrets.
 *
 * @throws Pulumi's CommandError if its command fails
 */
export async function pulumiStack(
  stack: StackName,
  { overrides, secrets }: StackSettings,
): Promise<Stack> {
  const opened = await openStack(stack, () => Promise.resolve(program()));
  const monitoring = deployableHere(merged(settingsOf(stack), overrides) as StackInput);
  const { workspace } = opened;
  const kept = await workspace.stackSettings(stack);
  await workspace.saveStackSettings(stack, {
    ...kept,
    config: { ...kept.config, [`${PROJECT}:${SETTINGS_KEY}`]: monitoring },
  });
  await setSecrets(opened, secrets);
  return opened;
}

/** Sets those secrets of a stack that are missing or have changed. */
async function setSecrets(
  { name, workspace }: Stack,
  secrets: StackSettings["secrets"],
): Promise<void> {
  const there = await workspace.getAllConfig(name);
  for (const [key, value] of Object.entries(secrets)) {
    if (there[`${PROJECT}:${key}`]?.value === value) continue;
    // On standard input: everybody on the machine can read a command line.
    const set = ["config", "set", "--secret", "--stack", name, "--non-interactive", key];
    await exec(toolPath("pulumi"), set, {
      cwd: workspace.workDir,
      env: { ...workspace.envVars },
      input: value,
    });
  }
}
