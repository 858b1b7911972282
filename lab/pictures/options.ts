import { Option, type Command } from "commander";

import { sideOf, workingTree } from "../../tools/review/sides/sides";
import { STACKS, type StackName } from "../../tools/render/names";
import { urlOf } from "../cluster/layout";
import { Problem } from "../../tools/problem";
import { asker, type Asker } from "./ask";
import { versionOf, type Version } from "./versions";

/** The options that both commands have. */
export interface CommonOptions {
  readonly prometheus: string;
  readonly stack: StackName;
}

export function withCommonOptions(command: Command): Command {
  return command
    .option("--prometheus <url>", "the Prometheus to query", urlOf("prometheus"))
    .addOption(new Option("--stack <name>", "whose dashboards").choices(STACKS).default("dev"));
}

/** @returns the Prometheus at a URL; rejects with a Problem if nothing answers there */
export async function answering(prometheus: string): Promise<Asker> {
  const asked = asker(prometheus);
  await asked.ask({ expr: "1" }, { from: 0, to: Date.now() });
  return asked;
}

/**
 * The dashboards of the working tree, or of another version.
 *
 * @param name a commit, or a rendered folder
 */
export async function versionNamed(
  name: string | undefined,
  stack: StackName,
  signal: AbortSignal,
): Promise<Version> {
  const side = name === undefined ? workingTree(signal) : await sideOf(name, signal);
  const tree = (await side.trees([stack])).get(stack);
  if (tree) return versionOf(tree);
  throw new Problem(
    `${name ?? "The working copy"} has no stack ${stack}.`,
    "Choose another with --stack, or a folder that contains it.",
  );
}
