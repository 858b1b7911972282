import { Command, InvalidArgumentError } from "commander";
import { once } from "node:events";

import { interruption, run } from "../../tools/command";
import { build } from "../builder/progress";
import { outputOf } from "../builder/stage";
import { addresses } from "../cluster/layout";
import { contentOf } from "./content";
import { answering, versionNamed, withCommonOptions, type CommonOptions } from "./options";
import { page } from "./page";
import { serve } from "./server";

interface Options extends CommonOptions {
  readonly port: number;
}

/** The width in pixels that determines how many points the lines of a dashboard have, at any width of the window. */
const WIDTH = 1600;

const command = withCommonOptions(new Command("npm run dashboards --"))
  .description("Serves the dashboards with live data on this machine. It is not Grafana.")
  .option("--port <number>", "of 127.0.0.1", port, addresses().grafana.port + 1)
  .action(dashboards);

async function dashboards({ stack, port, ...options }: Options): Promise<void> {
  const signal = interruption();
  const prometheus = await answering(options.prometheus);
  const version = await versionNamed(undefined, stack, signal);
  await build([page]);
  const content = contentOf(version, { prometheus, width: WIDTH, now: Date.now });
  const server = await serve(content, outputOf(page), port);
  console.log(
    [
      `The dashboards of ${stack}, with data from ${prometheus.address}: ${server.url}`,
      "This is not Grafana: it draws with Grafana's components, and only supports what our dashboards use.",
      "Stop it with Ctrl-C. To see changes of the dashboards, start it again.",
    ].join("\n"),
  );
  if (!signal.aborted) await once(signal, "abort");
  await server.close();
}

function port(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 0 && number < 65536) return number;
  throw new InvalidArgumentError("Give a whole number from 0 to 65535.");
}

void run(command, {
  usage: "npm run dashboards -- [--stack <name>] [--port <number>]",
  examples: [
    ["npm run dashboards", "serves the dashboards of the local cluster"],
    [
      "npm run dashboards -- --prometheus http://127.0.0.1:9091 --port 8080",
      "serves them from another Prometheus, on another port",
    ],
  ],
});
