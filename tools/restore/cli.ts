import { createInterface } from "node:readline/promises";

import { Argument, Command } from "commander";

import { MONITORING } from "../../infra/objects/names";
import type { CronJob } from "../../infra/objects/kubernetes";
import { run } from "../command";
import { chosen, storedIn, type Stored } from "./backups";
import {
  compareSilencesJob,
  importSilencesJob,
  listJob,
  restoreGrafanaJob,
  type Backup,
} from "./jobs";
import { found, kubectl } from "../kubectl";
import { Problem } from "../problem";
import { runJob } from "./run";
import { missing, silencesIn, silenceText } from "./silences";

const WHAT = ["grafana", "silences"] as const;
type What = (typeof WHAT)[number];

interface Options {
  readonly at: string;
  readonly list?: boolean;
  readonly yes?: boolean;
  readonly namespace: string;
}

const say = (line: string) => console.log(line);

const stopping = new AbortController();
process.on("SIGINT", () => {
  stopping.abort();
});

/** `npm run restore -- <what>` */
async function restore(what: What, { at, list, yes, namespace }: Options): Promise<void> {
  const context = (await kubectl(["config", "current-context"])).trim();
  const cronJob = await cronJobOf(what, context, namespace);
  say(`Listing the backups of ${what} in the bucket, from cluster ${context}.`);
  const listing = await runJob(listJob(named(cronJob, "list")), ["store"], say, stopping.signal);
  const stored = storedIn(listing.store);
  if (list) {
    for (const each of stored) say(lineOf(each));
    say(`${stored.length} backups of ${what}.`);
    return;
  }
  const backup = chosen(stored, at);
  const steps = { grafana: restoreGrafana, silences: restoreSilences };
  await steps[what](cronJob, backup, (question) => agreed(question, context, yes === true));
}

type Ask = (question: string) => Promise<void>;

async function restoreGrafana(cronJob: CronJob, backup: Stored, ask: Ask): Promise<void> {
  await ask(`This replaces everything in Grafana's database with ${lineOf(backup)}.`);
  const job = restoreGrafanaJob(named(cronJob, "restore"), backup.name);
  const said = await runJob(job, ["restore"], say, stopping.signal);
  const [, counted] = /INFO: +(.+)/.exec(said.restore) ?? [];
  say(`${backup.name} is restored. ${counted ?? said.restore.trim()}`);
}

async function restoreSilences(cronJob: CronJob, backup: Stored, ask: Ask): Promise<void> {
  const compared = await runJob(
    compareSilencesJob(named(cronJob, "compare"), backup.name),
    ["store", "dump"],
    say,
    stopping.signal,
  );
  const stored = silencesIn(compared.store, backup.name);
  const wanted = missing(stored, silencesIn(compared.dump, "Alertmanager's answer"), Date.now());
  const left = `The other ${stored.length - wanted.length} of ${backup.name} exist already, or have expired.`;
  if (wanted.length === 0) {
    say(
      `There is nothing to restore: all ${stored.length} silences of ${backup.name} exist already, or have expired.`,
    );
    return;
  }
  for (const silence of wanted) say(`  ${silenceText(silence)}`);
  await ask(`This creates these ${wanted.length} silences again. ${left}`);
  const restore = named(cronJob, "restore");
  const configMap = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: restore.name, namespace: cronJob.metadata.namespace },
    data: { "silences.json": JSON.stringify(wanted) },
  };
  await kubectl(["create", "-f", "-"], JSON.stringify(configMap));
  try {
    await runJob(importSilencesJob(restore, restore.name), ["restore"], say, stopping.signal);
  } finally {
    await kubectl([
      "delete",
      "configmap",
      restore.name,
      "-n",
      cronJob.metadata.namespace,
      "--ignore-not-found",
    ]);
  }
  say(`${wanted.length} silences are restored.`);
}

async function cronJobOf(what: What, context: string, namespace: string): Promise<CronJob> {
  const name = `backup-${what}`;
  const cronJob = await found<CronJob>("cronjob", name, namespace);
  if (cronJob) return cronJob;
  throw new Problem(
    `Cluster ${context} has no CronJob ${namespace}/${name}: it is not backed up.`,
    `Deploy a stack that sets backups.${what}, or choose another cluster: KUBECONFIG, kubectl config use-context.`,
  );
}

/** Each Job gets a name of its own. */
function named(cronJob: CronJob, step: string): Backup {
  return { cronJob, name: `${cronJob.metadata.name}-${step}-${Date.now().toString(36)}` };
}

async function agreed(question: string, context: string, yes: boolean): Promise<void> {
  say(question);
  if (yes) return;
  if (!process.stdin.isTTY) {
    throw new Problem(
      "There is no terminal to confirm in. Nothing was changed.",
      "Run it in a terminal, or with --yes.",
    );
  }
  const prompt = createInterface({ input: process.stdin, output: process.stdout });
  // The terminal passes Ctrl-C to it.
  prompt.on("SIGINT", () => {
    stopping.abort();
  });
  try {
    const answer = await prompt.question(`In cluster ${context}? yes or no: `, {
      signal: stopping.signal,
    });
    if (answer.trim().toLowerCase() === "yes") return;
  } catch {
    // Ctrl-C counts as a no.
  } finally {
    prompt.close();
  }
  throw new Problem("Not confirmed. Nothing was changed.", "Answer yes, or use --yes.");
}

function lineOf({ name, bytes }: Stored): string {
  return `${name} (${bytes} bytes)`;
}

const command = new Command("npm run restore --")
  .description("Restores a backup, in the cluster of the current kubeconfig.")
  .addArgument(new Argument("<what>", "what to restore").choices(WHAT))
  .option("--list", "list the backups, and change nothing")
  .option("--at <name>", "the backup to restore: its name, or the unique beginning of it", "latest")
  .option("--namespace <name>", "the namespace of the monitoring stack", MONITORING)
  .option("--yes", "do not ask for confirmation")
  .action(restore);

void run(command, {
  usage:
    "npm run restore -- <grafana|silences> [--list] [--at <name>] [--namespace <name>] [--yes]",
  examples: [
    ["npm run restore -- grafana --list", "lists the backups"],
    ["npm run restore -- grafana", "restores the latest one, after you confirm"],
    ["npm run restore -- silences --at 2026-01-31", "restores the silences of that day"],
  ],
});
