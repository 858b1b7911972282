import { Command } from "commander";

import { run } from "../command";
import { configOf } from "../render/render";
import { given } from "./environment";
import { markChange } from "./grafana";

const command = new Command("npm run mark --")
  .description("Has every dashboard of a stack mark that the stack was changed just now.")
  .argument("<stack>", "whose dashboards are marked")
  .argument("<text>", "what was changed, and who changed it")
  .action(async (stack: string, text: string) => {
    const { url } = configOf(stack).grafana;
    await markChange({ url, token: given("GRAFANA_TOKEN") }, text);
    console.log(`The dashboards on ${url} mark it.`);
  });

void run(command, {
  usage: "npm run mark -- <stack> <text>",
  examples: [['npm run mark -- prod "Deployed by Ada"', "marks it on every dashboard of prod"]],
});
