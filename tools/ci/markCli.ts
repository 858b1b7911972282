import { Argument, Command } from "commander";

import { STACKS, type StackName } from "../render/names";
import { configOf } from "../render/render";
import { given, report } from "./environment";
import { markChange } from "./grafana";

const USAGE = "Use it so: npm run mark -- <dev|prod> <text>";

const command = new Command("npm run mark --")
  .description("Has every dashboard of a stack mark that the stack was changed just now.")
  .addArgument(new Argument("<stack>", "whose Grafana is told").choices(STACKS))
  .argument("<text>", "what was changed, and by whom")
  .configureOutput({ outputError: (text, print) => print(`${text.trim()}\n${USAGE}\n`) })
  .action(async (stack: StackName, text: string) => {
    const { url } = configOf(stack).grafana;
    await markChange({ url, token: given("GRAFANA_TOKEN") }, text);
    console.log(`The dashboards on ${url} mark it.`);
  });

command.parseAsync().catch(report);
