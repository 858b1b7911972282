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

/** Runs a workload with another number of pods for a while. */
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

/** Freezes the processes of one of a workload's pods, as a machine does that has no time for them. */
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
 * Freezes the processes of every pod for a part of each half second: so often that even between two scrapes of a
 * shortened interval more than one in a hundred turns of an event loop is held up.
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

/** Kills a workload's first pod's container as often as it starts. A new pod takes its place at the end. */
export function crashing(app: string, namespace: Where): Undo {
  const stop = repeatedly(2, async () => {
    // Also where it is not Ready: it is killed before it can be.
    const [pod] = await podsOf(app);
    signal(pod === undefined ? [] : processesOf(pod), "SIGKILL");
  });
  return async () => {
    await stop();
    const selector = `app.kubernetes.io/name=${app}`;
    // A pod that has crashed often is started again only after minutes.
    await kubectl(["delete", "pod", `--selector=${selector}`, `--namespace=${namespace}`]);
  };
}

/** Under a name that is never given to anybody: RFC 2606. */
const NOBODYS_IMAGE = "nobody.invalid/nothing:1";

/**
 * Deploys a server with an image that nobody has. It is one of a Deployment, whose old pods go on until new ones are Ready.
 *
 * @param app its name, and that of its container
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
