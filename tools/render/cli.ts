import { Command } from "commander";

import { run } from "../command";
import { writeFolder } from "./folder";
import { renderStack } from "./render";

/** `npm run render -- <stack> <folder>` */
async function render(stack: string, folder: string): Promise<void> {
  const { objects, files } = await renderStack(stack);
  writeFolder(folder, files);
  console.log(`${objects.length} objects, ${files.size} files in ${folder}`);
}

const command = new Command("npm run render --")
  .description("Writes everything that a stack would deploy, without a cluster or the Pulumi CLI.")
  .argument("<stack>", "a stack with a file Pulumi.<stack>.yaml")
  .argument("<folder>", "the output folder; replaced if an earlier rendering wrote it")
  .action(render);

void run(command, {
  usage: "npm run render -- <stack> <folder>",
  examples: [["npm run render -- prod out/prod", "writes everything that prod would deploy"]],
});
