import { userInfo } from "node:os";

import { Command } from "commander";

import { MONITORING } from "../../infra/objects/names";
import { run } from "../command";
import { Problem } from "../problem";
import { Amtool } from "./amtool";
import { matchersOf, silenceArgs } from "./request";
import { operatorOf, type Silence } from "./silence";

interface Options {
  readonly for?: string;
  readonly why?: string;
  readonly where: readonly string[];
  readonly author: string;
  readonly list?: boolean;
  readonly end?: string;
  readonly namespace: string;
  readonly alertmanager?: string;
}

const say = (line: string) => console.log(line);

/** `npm run silence -- <alert> --for <time> --why <reason>` */
async function silence(alert: string | undefined, options: Options): Promise<void> {
  const asked = () => Amtool.in(options.namespace, options.alertmanager);
  if (options.list) return list(await asked());
  if (options.end !== undefined) return end(options.end, await asked());
  const { for: duration, why, where, author } = options;
  if (alert === undefined || duration === undefined || why === undefined) {
    throw new Problem(
      "An alert, --for and --why are required.",
      'Usage: npm run silence -- HighErrorRate --for 2h --why "The database is moved"',
    );
  }
  const request = { alert, duration, why, where, author };
  // Mistakes in the request are reported before the cluster is contacted.
  const args = silenceArgs(request);
  const amtool = await asked();
  const firing = await amtool.firing([...matchersOf(request), ...amtool.matchers]);
  const id = await amtool.run([...args, ...amtool.matchers]);
  const made = (await amtool.silences()).find((each) => each.id === id);
  if (!made) {
    throw new Problem(
      `Alertmanager returned the id ${id}, but has no such silence.`,
      "Run npm run silence -- --list to see all silences.",
    );
  }
  say(lineOf(made));
  if (firing.length === 0) say("The alert is not firing now.");
  for (const { labels, annotations } of firing) {
    say(`Firing now: ${annotations.summary} ${labelsText(labels)}`);
  }
  say(`To end it early, run: npm run silence -- --end ${id}`);
}

async function list(amtool: Amtool): Promise<void> {
  const silences = await amtool.silences();
  for (const each of silences) say(lineOf(each));
  if (silences.length === 0) say("There are no silences.");
}

async function end(id: string, amtool: Amtool): Promise<void> {
  const silences = await amtool.silences();
  const [only, ...more] = silences.filter((each) => each.id.startsWith(id));
  if (!only || more.length > 0) {
    throw new Problem(
      only ? `${more.length + 1} silences start with ${id}.` : `No silence starts with ${id}.`,
      "Run npm run silence -- --list to see all silences.",
    );
  }
  await amtool.run(["silence", "expire", only.id]);
  say(`Ended: ${lineOf(only)}`);
}

function lineOf({ id, matchers, endsAt, createdBy, comment }: Silence): string {
  const what = matchers
    .map((matcher) => `${matcher.name}${operatorOf(matcher)}${matcher.value}`)
    .join(" ");
  return `${id}  ${what}, until ${endsAt}, by ${createdBy}: ${comment}`;
}

function labelsText(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .filter(([name]) => name !== "alertname")
    .map(([name, value]) => `${name}=${value}`)
    .join(" ");
}

function collected(text: string, before: readonly string[]): readonly string[] {
  return [...before, text];
}

const command = new Command("npm run silence --")
  .description("Silences an alert in Alertmanager, in the cluster of the current kubeconfig.")
  .argument("[alert]", "its name")
  .option("--for <time>", "how long, such as 30m, 2h or 1h30m; at most 30d")
  .option("--why <text>", "the reason, for others to read")
  .option(
    "--where <comparison>",
    "silence only alerts with this label, such as pod=backend-1; repeatable",
    collected,
    [],
  )
  .option("--author <name>", "the author of the silence", userInfo().username)
  .option("--list", "list the silences, and change nothing")
  .option("--end <id>", "expire a silence; the beginning of its id is enough")
  .option("--namespace <name>", "the namespace of Alertmanager", MONITORING)
  .option("--alertmanager <name>", "the Alertmanager to use, if a prometheus-operator has several")
  .action(silence);

void run(command, {
  usage: 'npm run silence -- <alert> --for <time> --why "<text>"; --help has examples.',
  examples: [
    ['npm run silence -- HighErrorRate --for 2h --why "The database is moved"', "for two hours"],
    [
      'npm run silence -- PodCrashLooping --where pod=backend-1 --for 1h --why "Being investigated"',
      "only one pod",
    ],
    ["npm run silence -- --list", "lists the silences"],
    ["npm run silence -- --end 4f1c", "expires one"],
  ],
});
