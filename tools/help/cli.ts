import { Command } from "commander";

import { run } from "../command";
import { helpText } from "./text";

const command = new Command("npm run help --")
  .description("Lists the commands by what you want to do.")
  .argument("[command]", "the command to explain")
  .action((name?: string) => {
    console.log(helpText(name));
  });

void run(command, {
  usage: "npm run help [-- <command>]",
  examples: [
    ["npm run help", "lists all commands"],
    ["npm run help -- drill", "explains one command"],
  ],
});
