import { setTimeout as sleep } from "node:timers/promises";

import {
  isReady,
  lastingPodOf,
  podsOf,
  processesOf,
  scale,
  signal,
  type WorkloadName,
} from "../../clients/pods";
import { kubectl } from "../../cluster/kubectl";
import { eventually } from "../../../tools/polling";
import { repeatedly } from "../background";
import type { Undo } from "../drill";

type Where = "autodealgenie" | "monitoring" | "receivers";

/** Runs a workload with a different number of pods for a while. */
export async function scaled(
  resource: WorkloadName,
  namespace: Where,
  replicas: number,
): Promise<Undo> {
  const path = "jsonpath={.spec.replicas}";
  const before = Number(
    await kubectl(["get", resource, `--namespace=${namespace}`, `--output=${path}`]),
  );
  await scale(resource, namespace, replicas);
  return async () => {
    await scale(resource, namespace, before);
  };
}

/** Freezes the processes of one pod of a workload, like a machine that has no CPU time for them. */
export async function frozen(app: string): Promise<Undo> {
  const pids = processesOf(await lastingPodOf(app));
  signal(pids, "SIGSTOP");
  return () => {
    signal(pids, "SIGCONT");
    return Promise.resolve();
  };
}

const FREEZES_PER_SECOND = 2;

/**
 * Freezes the processes of every pod for a part of each half second: often enough that, even between two scrapes at a
 * shortened interval, more than one in a hundred turns of an event loop is delayed.
 */
export async function stuttering(app: string, milliseconds: number): Promise<Undo> {
  const pids = (await podsOf(app)).flatMap(processesOf);
  const stop = repeatedly(FREEZES_PER_SECOND, async () => {
    signal(pids, "SIGSTOP");
    await sleep(milliseconds);
    signal(pids, "SIGCONT");
  });
  return async () => {
    await stop();
    signal(pids, "SIGCONT");
  };
}

/** Kills the container of a workload's first pod whenever it starts. At the end, a new pod replaces it. */
export function crashing(app: string, namespace: Where): Undo {
  const stop = repeatedly(2, async () => {
    // Also if it is not Ready: it is killed before it can become Ready.
    const [pod] = await podsOf(app);
    signal(pod === undefined ? [] : processesOf(pod), "SIGKILL");
  });
  return async () => {
    await stop();
    const selector = `app.kubernetes.io/name=${app}`;
    // Kubernetes restarts a pod that has crashed often only after minutes.
    await kubectl(["delete", "pod", `--selector=${selector}`, `--namespace=${namespace}`]);
  };
}

/** A domain that can never be registered: RFC 2606. */
const NOBODYS_IMAGE = "nobody.invalid/nothing:1";

/**
 * Deploys a server with an image that does not exist. The server must be a Deployment, whose old pods keep running
 * until new ones are Ready.
 *
 * @param app the name of the Deployment and of its container
 */
export async function withoutImage(app: string, namespace: Where): Promise<Undo> {
  const where = [`deployment/${app}`, `--namespace=${namespace}`];
  const path = `jsonpath={.spec.template.spec.containers[?(@.name=="${app}")].image}`;
  const before = (await kubectl(["get", ...where, `--output=${path}`])).trim();
  await kubectl(["set", "image", ...where, `${app}=${NOBODYS_IMAGE}`]);
  await eventually(`a new pod of ${app} is there`, 60, async () => {
    if ((await podsOf(app)).every(isReady)) throw new Error("All are Ready.");
  });
  return async () => {
    await kubectl(["set", "image", ...where, `${app}=${before}`]);
    await kubectl(["rollout", "status", ...where, "--timeout=60s"]);
  };
}
