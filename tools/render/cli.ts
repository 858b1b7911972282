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
  .description("Writes what a stack would deploy, without a cluster or Pulumi's CLI.")
  .argument("<stack>", "the stack, by its file Pulumi.<stack>.yaml")
  .argument("<folder>", "where to write; replaced if an earlier rendering wrote it")
  .action(render);

void run(command, {
  usage: "npm run render -- <stack> <folder>",
  examples: [["npm run render -- prod out/prod", "writes all that prod would deploy"]],
});
