import { Command } from "commander";

import { run } from "../command";
import { configOf } from "../render/render";
import { given } from "./environment";
import { markChange } from "./grafana";

const command = new Command("npm run mark --")
  .description("Marks a deployment on every dashboard of a stack.")
  .argument("<stack>", "the stack whose dashboards are marked")
  .argument("<text>", "what was deployed, and by whom")
  .action(async (stack: string, text: string) => {
    const { url } = configOf(stack).grafana;
    await markChange({ url, token: given("GRAFANA_TOKEN") }, text);
    console.log(`Marked on the dashboards of ${url}.`);
  });

void run(command, {
  usage: "npm run mark -- <stack> <text>",
  examples: [
    ['npm run mark -- prod "Deployed by Ada"', "marks the deployment on every dashboard of prod"],
  ],
});
