import { readdirSync, readFileSync } from "node:fs";

import { kubectl, kubectlGet } from "../cluster/kubectl";
import { eventually } from "../../tools/polling";
import { askInside } from "./inside";
import { securedServer } from "./secured";

/** The fields of a pod that are used here. */
export interface Pod {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly uid: string;
    /** Set once the pod is being deleted. It may answer and stay Ready until its grace period is over. */
    readonly deletionTimestamp?: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly status: {
    readonly phase?: string;
    readonly podIP?: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
    readonly containerStatuses?: readonly { readonly restartCount: number }[];
  };
}

/** The pods of an application, by its name label, including those that are being deleted. */
export async function podsOf(app: string): Promise<readonly Pod[]> {
  const selector = `app.kubernetes.io/name=${app}`;
  const { items } = await kubectlGet<{ items: Pod[] }>(["pods", "-A", "-l", selector]);
  return items;
}

/**
 * A pod of an application that will last for a while: it is Ready, and not about to be removed by a rollout.
 *
 * @throws if there is none within 60 s
 */
export function lastingPodOf(app: string): Promise<Pod> {
  return eventually(`${app} has a pod that is Ready and not being ended`, 60, async () => {
    const pod = (await podsOf(app)).find(isLasting);
    if (pod === undefined) throw new Error("It has none: see npm run lab -- status");
    return pod;
  });
}

/** Whether a pod is Ready and not being deleted. */
function isLasting(pod: Pod): boolean {
  return isReady(pod) && pod.metadata.deletionTimestamp === undefined;
}

/** How often a pod's containers have been restarted in total. */
export function restartsOf({ status }: Pod): number {
  return (status.containerStatuses ?? []).reduce((sum, each) => sum + each.restartCount, 0);
}

/** Whether a pod has the condition Ready. */
export function isReady({ status }: Pod): boolean {
  return (status.conditions ?? []).some(
    ({ type, status }) => type === "Ready" && status === "True",
  );
}

/**
 * Kills every process of a pod's containers with SIGKILL, as a machine that runs out of memory does, and waits until
 * the pod is Ready again with one more restart.
 */
export async function killAndWait(pod: Pod): Promise<void> {
  const before = restartsOf(pod);
  const killed = processesOf(pod);
  if (killed.length === 0) throw new Error(`${pod.metadata.name} has no process.`);
  signal(killed, "SIGKILL");
  await eventually(`${pod.metadata.name} is Ready after SIGKILL`, 240, async () => {
    const now = await kubectlGet<Pod>(["pod", pod.metadata.name, "-n", pod.metadata.namespace]);
    if (restartsOf(now) <= before) throw new Error("It has not been restarted.");
    if (!isReady(now)) throw new Error("It is not Ready.");
  });
}

/** Sends a signal to those of some processes that still exist. */
export function signal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch (error) {
      // The children of a server exit together with it, before their own turn comes.
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }
}

/**
 * The host's PID of the first process of a pod's containers.
 *
 * @throws if there is no pod, or nothing runs in it
 */
export function processOf(app: string, pod: Pod | undefined): number {
  const pid = pod && processesOf(pod)[0];
  if (pid === undefined) throw new Error(`${app} has no process: see npm run lab -- status`);
  return pid;
}

/** The host's PIDs of the processes in a pod's containers, without the one that holds its namespaces. */
export function processesOf({ metadata }: Pod): readonly number[] {
  return readdirSync("/proc")
    .map(Number)
    .filter((pid) => Number.isInteger(pid))
    .filter((pid) => {
      try {
        const cgroup = readFileSync(`/proc/${String(pid)}/cgroup`, "utf8");
        const command = readFileSync(`/proc/${String(pid)}/comm`, "utf8").trim();
        return cgroup.includes(`pod${metadata.uid}`) && command !== "pause";
      } catch {
        // The process has just exited.
        return false;
      }
    });
}

/**
 * Replaces the pods of some applications that have been restarted. Kubernetes delays each further restart of a pod by
 * longer, so that a kill soon after others would cause an outage.
 */
export async function replaceRestarted(apps: readonly string[]): Promise<void> {
  for (const app of apps) {
    for (const pod of await podsOf(app)) {
      if (restartsOf(pod) === 0) continue;
      const { name, namespace } = pod.metadata;
      await kubectl(["delete", "pod", name, `--namespace=${namespace}`]);
      await eventually(`${app} has only Ready pods without restarts`, 120, async () => {
        const pods = await podsOf(app);
        if (pods.length === 0 || !pods.every(isReady)) throw new Error("It has others.");
      });
    }
  }
}

/** Deletes a StatefulSet's pod gracefully and waits until its successor is Ready. */
export async function succeed({ metadata }: Pod): Promise<void> {
  const { name, namespace, uid } = metadata;
  await kubectl(["delete", "pod", name, `--namespace=${namespace}`]);
  await eventually(`${name} has a successor that is Ready`, 240, async () => {
    const now = await kubectlGet<Pod>(["pod", name, "-n", namespace]);
    if (now.metadata.uid === uid || !isReady(now)) throw new Error("It has none yet.");
  });
}

/** A workload as kubectl names it, such as `deployment/backend`. */
export type WorkloadName = `${"statefulset" | "deployment"}/${string}`;

/** Sets the number of replicas of a workload and waits until it has them. */
export async function scale(
  resource: WorkloadName,
  namespace: string,
  replicas: number,
): Promise<void> {
  const name = resource.replace(/^.*\//, "");
  const where = [resource, `--namespace=${namespace}`];
  await kubectl(["scale", ...where, `--replicas=${String(replicas)}`]);
  await eventually(`${name} has ${String(replicas)} pods`, 120, async () => {
    const pods = await podsOf(name);
    if (pods.length !== replicas || !pods.every(isReady)) {
      throw new Error(
        `It has ${String(pods.length)}, Ready: ${String(pods.filter(isReady).length)}.`,
      );
    }
  });
}

/** The metrics of one particular backend pod, not of whichever answers. */
export function metricsOf(pod: Pod, port: number): Promise<string> {
  return pageOf(pod, port, "metrics");
}

/**
 * The answer of one particular pod to a GET, not of whichever is behind its Service.
 * @param path without a leading slash
 */
export async function pageOf(
  { metadata, status }: Pod,
  port: number,
  path: string,
): Promise<string> {
  const { namespace, name, labels } = metadata;
  const server = securedServer(labels?.["app.kubernetes.io/name"] ?? "", namespace);
  if (server !== undefined) return askInside(`${status.podIP ?? ""}:${String(port)}`, server, path);
  const of = `/api/v1/namespaces/${namespace}/pods/${name}:${String(port)}/proxy/${path}`;
  return kubectl(["get", "--raw", of]);
}
