import { Argument, Command } from "commander";

import { RenderError, writeFolder } from "./folder";
import { renderStack, STACKS, type StackName } from "./render";

/** `npm run render -- <stack> <folder>` */
async function render(stack: StackName, folder: string): Promise<void> {
  const { objects, files } = await renderStack(stack);
  writeFolder(folder, files);
  console.log(`${objects.length} objects, ${files.size} files in ${folder}`);
}

/** One line of cause and one of remedy. */
function describe(error: unknown): string {
  if (error instanceof RenderError) return `${error.message}\n${error.remedy}`;
  const lines = (error instanceof Error ? error.message : String(error)).split("\n");
  const [cause = "", ...rest] = lines.map((line) => line.trim());
  const remedy = rest.pop() ?? "Run npm test to see what is wrong with the program.";
  return `${[cause, rest.join("; ")].filter(Boolean).join(" ")}\n${remedy}`;
}

const command = new Command("render")
  .description("Writes what a stack would deploy, with no cluster and no Pulumi CLI.")
  .addArgument(new Argument("<stack>", "the stack").choices(STACKS))
  .argument("<folder>", "where to write; replaced if an earlier rendering wrote it")
  .action(render)
  .configureOutput({ outputError: (text, print) => print(`${text.trim()}\n${USAGE}\n`) });
const USAGE = "Use it so: npm run render -- <dev|prod> <folder>";

command.parseAsync().catch((error: unknown) => {
  console.error(describe(error));
  process.exitCode = 1;
});
