import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { Command, Option } from "commander";
import { format, type FormatConfig } from "oxfmt";

import { SEVERITIES } from "../../alert-rules/policy";
import { run } from "../command";
import { alertSkeleton, GROUPS } from "./alert";
import { dashboardSkeleton } from "./dashboard";
import { edited, type Read, type Skeleton } from "./edits";
import { knownMetric, metricSkeleton } from "./metric";
import { portOf, serverSkeleton, type ServerOptions } from "./server";

const ROOT = join(__dirname, "../..");

const read: Read = (path) => {
  const file = join(ROOT, path);
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
};

/** Writes the files of a skeleton, formatted as by `npm run format`, or nothing if one of them cannot be written. */
async function write(skeleton: Skeleton, next: readonly string[]): Promise<void> {
  const settings = JSON.parse(read(".oxfmtrc.json") ?? "{}") as FormatConfig;
  const files = await Promise.all(
    [...edited(skeleton, read)].map(async ([path, text]) => {
      const { code, errors } = await format(path, text, settings);
      if (errors.length > 0)
        throw new Error(`${path}: ${errors.map(({ message }) => message).join(" ")}`);
      return [path, code] as const;
    }),
  );
  for (const [path, text] of files) {
    console.log(`${read(path) === undefined ? "new      " : "changed  "} ${path}`);
    writeFileSync(join(ROOT, path), text);
  }
  if (files.length === 0) console.log(`${skeleton.name} exists already. Nothing was written.`);
  console.log(["", "Next:", ...next.map((each) => `- ${each}`)].join("\n"));
}

const FILL_IN =
  'replace every "Fill in:" (git grep -n "Fill in:"): npm test fails until none is left';

const metric = new Command("metric")
  .description("Declares a metric, the signal that reads it, and a test of it.")
  .argument("<name>", "such as autodealgenie_auth_lockouts_total; a name with _total is a counter")
  .option(
    "--of <job>",
    "the job that exports the metric, from signals/exporters/targets.ts",
    "backend",
  )
  .action((name: string, { of }: { readonly of: string }) =>
    write(metricSkeleton(name, of, read), [
      FILL_IN,
      ...(of === "backend" ? [`count it in service/, with metrics.${name}`] : []),
      `read it: npm run new -- alert <Name> --metric ${name}, or dashboard; npm test fails while nothing reads it`,
    ]),
  );

const alert = new Command("alert")
  .description("Declares an alert on a metric, with its scenarios and its runbook.")
  .argument("<Name>", "such as LockoutsHigh")
  .requiredOption("--metric <name>", "the metric that it compares with its limit")
  .addOption(
    new Option("--group <name>", "the file in alert-rules/ to add it to")
      .choices(GROUPS)
      .makeOptionMandatory(),
  )
  .addOption(
    new Option("--severity <name>", "who is notified").choices(SEVERITIES).default("warning"),
  )
  .action(
    (name: string, { metric: of, ...rest }: Record<"metric" | "group" | "severity", string>) =>
      write(alertSkeleton(name, { metric: knownMetric(of, read), ...rest }, read), [
        FILL_IN,
        "npm run docs, which adds it to the reference, the settings and its runbook",
        `npx jest test/alert-rules test/lab/drills test/docs; then npm run drill -- ${name}, once it has a drill`,
      ]),
  );

const dashboard = new Command("dashboard")
  .description("Declares a dashboard with one panel, and a test of what it shows.")
  .argument("<name>", "such as security")
  .requiredOption("--metric <name>", "the metric that its panel draws")
  .action((name: string, { metric: of }: { readonly metric: string }) =>
    write(dashboardSkeleton(name, knownMetric(of, read)), [
      FILL_IN,
      "npm run docs, then npx jest test/dashboards",
      "look at it with npm run dashboards, while the local cluster is up",
    ]),
  );

const server = new Command("server")
  .description("Declares an exporter that every stack runs and Prometheus scrapes.")
  .argument("<name>", "the name of its Deployment, Service and job, such as queue-exporter")
  .requiredOption("--image <image>", "its full image reference with a tag")
  .requiredOption("--port <number>", "the port on which it serves /metrics", portOf)
  .action((name: string, options: ServerOptions) =>
    write(serverSkeleton(name, options), [
      FILL_IN,
      `npm run new -- metric <name> --of ${name}, for each metric that an alert or a panel should read`,
      "add the local cluster's image to lab/builder/images.ts",
      "npm run docs; npm run check; npx jest test/infra",
    ]),
  );

const command = new Command("npm run new --")
  .description(
    'Writes the files of a metric, an alert, a dashboard or a server. They compile, and have "Fill in:" wherever you have to complete them.',
  )
  .addCommand(metric)
  .addCommand(alert)
  .addCommand(dashboard)
  .addCommand(server);

void run(command, {
  usage: "npm run new -- metric|alert|dashboard|server <name>; --help has examples.",
  examples: [
    ["npm run new -- metric autodealgenie_auth_lockouts_total", "a counter of the backend"],
    [
      "npm run new -- alert LockoutsHigh --metric autodealgenie_auth_lockouts_total --group security",
      "an alert on it",
    ],
    [
      "npm run new -- dashboard security --metric autodealgenie_auth_lockouts_total",
      "a dashboard that draws it",
    ],
    [
      "npm run new -- server queue-exporter --image ghcr.io/example/queue-exporter:v1.2.0 --port 9419",
      "an exporter",
    ],
    ["npm run new -- metric queue_messages --of queue-exporter", "one of its metrics"],
  ],
});
