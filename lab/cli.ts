import { rm } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";

import { Command, Option } from "commander";

import { run } from "../tools/command";
import { Problem } from "../tools/problem";
import { STACKS, type StackName } from "../tools/render/render";
import { inherit } from "./builder/exec";
import { toolPath } from "./builder/tools";
import { build } from "./builder/progress";
import { kubectlEnvironment, requireCluster } from "./cluster/kubectl";
import { stopNode } from "./cluster/node";
import { DEPLOYERS } from "./deploy/held";
import { EXTRAS, extraSettings, stackOf, type Extra } from "./deploy/extras";
import { withLock } from "./lock";
import { PATHS } from "./paths";
import { showLogs, showTraffic, status, welcome } from "./show";
import { partsOf } from "./parts";
import { up } from "./up";

const program = new Command("npm run lab --").description(
  "The local cluster: a real Kubernetes built from source, with a stack in it.",
);

const stackOption = () =>
  new Option("--stack <name>", "which stack").choices(STACKS).default("dev");

const WITH = [...DEPLOYERS, ...EXTRAS] as const;
type With = (typeof WITH)[number];

const withOption = () =>
  new Option(
    "--with <what...>",
    "pulumi: deploy with Pulumi's engine instead of kubectl; messaging: also deploy MongoDB and Kafka; operator: deploy dev beside a prometheus-operator; cortex: prod sends its samples to Cortex, as a tenant",
  )
    .choices(WITH)
    .default([] as With[], "kubectl");

/** Who deploys the stack, and what else is set in it. */
function chosen(stack: StackName, these: readonly With[]) {
  const by = DEPLOYERS.filter((each) => these.includes(each));
  if (by.length > 1) {
    throw new Problem(
      "A stack is deployed with kubectl or with Pulumi, not with both.",
      "Leave one of them out.",
    );
  }
  const extras = these.filter((each): each is Extra => (EXTRAS as readonly With[]).includes(each));
  const other = extras.find((extra) => stackOf(extra) !== stack);
  if (other !== undefined) {
    throw new Problem(
      `The ${stack} stack cannot have ${other} in the local cluster.`,
      `Leave it out, or add --stack ${stackOf(other)}.`,
    );
  }
  return { by: by[0] ?? "kubectl", settings: extraSettings(extras) };
}

program
  .command("up")
  .alias("start")
  .description(
    "build what is missing, start the node, deploy the stack, and wait until it is Ready",
  )
  .addOption(stackOption())
  .option(
    "--time-scale <n>",
    "divide every interval, window and delay of the stack by this",
    Number,
    1,
  )
  .addOption(withOption())
  .action(async (options: { stack: StackName; timeScale: number; with: With[] }) => {
    const { stack, timeScale, with: these } = options;
    const { grafana } = await up({ stack, timeScale, ...chosen(stack, these) });
    console.log(await welcome(grafana, stack));
  });

program
  .command("down")
  .description(
    "stop the cluster: no process, mount, interface or firewall rule remains; its data stays",
  )
  .option("--purge", "also delete the cluster's data")
  .action(async ({ purge }: { purge?: boolean }) => {
    await withLock("npm run lab -- down", async () => {
      const ran = await stopNode();
      if (purge === true) await rm(PATHS.state, { recursive: true, force: true });
      console.log(ran ? "The local cluster is down." : "The local cluster was not up.");
    });
  });

program
  .command("status")
  .description("show what runs, what is Ready, and how much memory it takes")
  .action(async () => {
    console.log(await status());
  });

program
  .command("logs <part>")
  .description("show the log of a pod, a workload or a process of the node")
  .option("-f, --follow", "follow the log")
  .action(async (part: string, { follow }: { follow?: boolean }) => {
    requireCluster();
    process.exitCode = await showLogs(part, follow === true);
  });

program
  .command("traffic")
  .description(
    "simulate users who sign up, search, evaluate deals, borrow, negotiate and make mistakes",
  )
  .option("--rate <n>", "requests a second", Number, 5)
  .option("--seconds <n>", "how long", Number, 60)
  .action(async ({ rate, seconds }: { rate: number; seconds: number }) => {
    requireCluster();
    await showTraffic(rate, seconds);
  });

program
  .command("build")
  .description("build everything and start nothing")
  .addOption(stackOption())
  .addOption(withOption())
  .action(async ({ stack, with: these }: { stack: StackName; with: With[] }) => {
    const { by, settings } = chosen(stack, these);
    await build(partsOf(stack, by, settings));
    console.log(`Everything is built, in ${PATHS.cache}.`);
  });

program
  .command("kubectl")
  .description("run kubectl on the local cluster only")
  .helpOption(false)
  .allowUnknownOption()
  .argument("[args...]")
  .action(async (args: string[]) => {
    requireCluster();
    process.exitCode = await inherit(toolPath("kubectl"), args, kubectlEnvironment());
  });

for (const name of ["restore", "silence"]) {
  program
    .command(name)
    .description(`npm run ${name}, on the local cluster only`)
    .helpOption(false)
    .allowUnknownOption()
    .argument("[args...]")
    .action(async (args: string[]) => {
      requireCluster();
      const launched = [join(PATHS.project, "tools/launch"), `tools/${name}/cli.ts`];
      const env = {
        ...kubectlEnvironment(),
        PATH: `${dirname(toolPath("kubectl"))}${delimiter}${process.env.PATH ?? ""}`,
      };
      // Ctrl-C is meant for the child process, which then cleans up.
      process.on("SIGINT", () => undefined);
      process.exitCode = await inherit(process.execPath, [...launched, ...args], env);
    });
}

void run(program, {
  usage: "npm run lab -- <command>; --help has examples.",
  examples: [
    ["npm start", "starts the cluster with the dev stack; the same as npm run lab -- up"],
    [
      "npm run lab -- up --stack prod --time-scale 10",
      "starts it with the prod stack, ten times as fast",
    ],
    ["npm run lab -- traffic --rate 20 --seconds 300", "simulates users"],
    ["npm run lab -- kubectl get pods -A", "runs kubectl on the local cluster"],
    ["npm run lab -- down", "stops it"],
  ],
});
