import type { Job } from "./jobs";
import { kubectl } from "../kubectl";
import { poll } from "../polling";
import { Problem } from "../problem";

interface Pods {
  readonly items: readonly {
    readonly status: {
      readonly initContainerStatuses?: readonly ContainerStatus[];
      readonly containerStatuses?: readonly ContainerStatus[];
    };
  }[];
}

interface ContainerStatus {
  readonly name: string;
  readonly state: {
    readonly running?: object;
    readonly terminated?: { readonly exitCode: number };
    readonly waiting?: { readonly reason?: string; readonly message?: string };
  };
}

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly message?: string;
}

/** A Job that has not started by then never will: its image does not exist, or no node has room. */
const PATIENCE_MS = 120_000;

/**
 * Runs a Job in the cluster to its end, reports its progress, and deletes it.
 * @param containers the containers whose output is returned, by name
 * @param stopped stops it, as Ctrl-C does
 */
export async function runJob<N extends string>(
  job: Job,
  containers: readonly N[],
  say: (line: string) => void,
  stopped: AbortSignal,
): Promise<Readonly<Record<N, string>>> {
  const { name, namespace } = job.metadata;
  await kubectl(["create", "-f", "-"], JSON.stringify(job));
  try {
    await finished(job, say, stopped);
    const said: [N, string][] = [];
    for (const container of containers) said.push([container, await logsOf(job, container)]);
    return Object.fromEntries(said) as Record<N, string>;
  } finally {
    // Foreground deletion: it must not be reported as gone while its pod is still running.
    await kubectl([
      ...["delete", "job", name, "-n", namespace],
      ...["--ignore-not-found", "--cascade=foreground", "--wait=true"],
    ]);
  }
}

async function finished(
  job: Job,
  say: (line: string) => void,
  stopped: AbortSignal,
): Promise<void> {
  const { name, namespace } = job.metadata;
  const started = Date.now();
  const told = new Set<string>();
  const tell = (line: string) => {
    if (told.has(line)) return;
    told.add(line);
    say(`  ${line}`);
  };
  const complete = async () => {
    if (stopped.aborted) {
      throw new Problem("Stopped.", "No partial changes were made. Run the command again.");
    }
    const { status } = JSON.parse(
      await kubectl(["get", "job", name, "-n", namespace, "-o", "json"]),
    ) as { readonly status: { readonly conditions?: readonly Condition[] } };
    const statuses = await statusesOf(job);
    for (const { name: container, state } of statuses) {
      if (state.running || state.terminated) tell(`${container} runs`);
      if (state.terminated) tell(`${container} exited with ${state.terminated.exitCode}`);
    }
    const conditions = (status.conditions ?? []).filter((each) => each.status === "True");
    if (conditions.some(({ type }) => type === "Complete")) return true;
    const failed = conditions.find(({ type }) => type === "Failed");
    if (failed) throw await failure(job, statuses, failed.message ?? "");
    const waiting = statuses.find(({ state }) => state.waiting);
    if (told.size === 0 && Date.now() - started > PATIENCE_MS) {
      const { reason = "it has no pod", message = "" } = waiting?.state.waiting ?? {};
      throw new Problem(
        `Job ${name} does not start: ${reason} ${message}`.trim(),
        `See kubectl -n ${namespace} get events, then run the command again.`,
      );
    }
    return false;
  };
  await poll(complete);
}

async function statusesOf({
  metadata: { name, namespace },
}: Job): Promise<readonly ContainerStatus[]> {
  const { items } = JSON.parse(
    await kubectl(["get", "pods", "-n", namespace, "-l", `job-name=${name}`, "-o", "json"]),
  ) as Pods;
  return items.flatMap(({ status: { initContainerStatuses = [], containerStatuses = [] } }) => [
    ...initContainerStatuses,
    ...containerStatuses,
  ]);
}

async function failure(
  job: Job,
  statuses: readonly ContainerStatus[],
  message: string,
): Promise<Problem> {
  const broken = statuses.find(({ state }) => (state.terminated?.exitCode ?? 0) !== 0);
  const said = broken ? (await logsOf(job, broken.name)).trim() : message;
  return new Problem(
    `Job ${job.metadata.name} has failed${broken ? ` in ${broken.name}` : ""}: ${said}`,
    "No partial changes were made. Fix that, and run the command again.",
  );
}

function logsOf({ metadata: { name, namespace } }: Job, container: string): Promise<string> {
  return kubectl(["logs", `job/${name}`, "-n", namespace, "-c", container]);
}
