import { Command } from "commander";

import { stackModel } from "../../infra/plan";
import { run } from "../command";
import { configOf } from "../render/render";
import { answersOf } from "./asking";
import { findingText } from "./finding";
import { findings } from "./findings";
import { withApi } from "./proxy";

/** `npm run preflight -- <stack>` */
async function preflight(stack: string, { context }: { context?: string }): Promise<void> {
  const config = configOf(stack);
  const declared = stackModel(config);
  const answers = await withApi(context, (ask) => answersOf(config, ask));
  const found = findings({ config, declared, answers });
  for (const finding of found) console.log(`${stack}: ${findingText(finding)}`);
  const failing = found.filter(({ fails }) => fails).length;
  const unread = found.some(({ about }) => about === "rights" || about === "answers");
  const fits = unread ? "fits, as far as could be checked" : "fits";
  const version = answers.version.body?.gitVersion ?? "of unknown version";
  console.log(
    `${stack}: the cluster, ${version}, ${failing === 0 ? fits : "does not fit"}: ${failing} fail, ${found.length - failing} hints`,
  );
  if (failing > 0) process.exitCode = 1;
}

const command = new Command("npm run preflight --")
  .description(
    "Checks whether a stack fits the cluster of the current kubeconfig. It changes nothing.",
  )
  .argument("<stack>", "a stack with a file Pulumi.<stack>.yaml")
  .option("--context <name>", "use another context of the kubeconfig")
  .action(preflight);

void run(command, {
  usage: "npm run preflight -- <stack> [--context <name>]",
  examples: [
    ["npm run preflight -- prod", "checks whether prod fits the current cluster"],
    ["npm run preflight -- prod --context staging", "checks the cluster of another context"],
  ],
});
