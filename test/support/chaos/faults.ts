import { setTimeout as sleep } from "node:timers/promises";

import { MESH_PORT } from "../../../infra/components/alertmanager";
import { killAndWait, podsOf, succeed } from "../../../lab/clients/pods";
import { cutOff } from "../../../lab/drills/faults/network";
import { filling } from "../../../lab/drills/faults/volume";
import type { Undo } from "../../../lab/drills/drill";

/** A fault of the monitoring itself, caused while incidents are going on. */
export interface Fault {
  readonly name: string;
  /** The application whose pods it needs, and how many. With fewer, the fault is impossible, and the table says so. */
  readonly of: string;
  readonly pods: number;
  /** Whether it affects the server that answers queries and stores samples, so that some may be missing there. */
  readonly takesSource: boolean;
  /**
   * Whether Alertmanagers may not know what the others have sent, because one is cut off, or was killed before it could
   * gossip it. In that case notifications are repeated rather than lost.
   */
  readonly dividesTellers?: true;
  /** Causes the fault, and ends it or waits until the target has recovered. */
  readonly cause: () => Promise<void>;
}

/** Longer than Alertmanagers need to notice that a peer is gone. */
const HELD_MS = 40_000;

/** The faults in the order in which they are caused. */
export const FAULTS: readonly Fault[] = [
  {
    name: "kill -9 a Prometheus",
    of: "prometheus",
    pods: 1,
    takesSource: true,
    cause: () => killed("prometheus", 1),
  },
  {
    name: "kill -9 two Alertmanagers of three",
    of: "alertmanager",
    pods: 3,
    takesSource: false,
    dividesTellers: true,
    cause: () => killed("alertmanager", 2),
  },
  {
    name: "kill -9 the object storage",
    of: "minio",
    pods: 1,
    takesSource: false,
    cause: () => killed("minio", 1),
  },
  {
    name: "kill -9 a Grafana",
    of: "grafana",
    pods: 1,
    takesSource: false,
    cause: () => killed("grafana", 1),
  },
  {
    name: "cut an Alertmanager off from the others",
    of: "alertmanager",
    pods: 3,
    takesSource: false,
    dividesTellers: true,
    cause: () => held(cutOff("alertmanager", MESH_PORT)),
  },
  {
    name: "fill an Alertmanager's volume",
    of: "alertmanager",
    pods: 1,
    takesSource: false,
    cause: () => held(filling("alertmanager", "/alertmanager", { free: 0 })),
  },
  {
    name: "fill a Prometheus's volume",
    of: "prometheus",
    pods: 1,
    takesSource: true,
    cause: tornLog,
  },
];

/** The faults that can be caused in this cluster, and those whose target does not have enough pods. */
export async function sorted(): Promise<{
  readonly present: readonly Fault[];
  readonly absent: readonly Fault[];
}> {
  const present: Fault[] = [];
  const absent: Fault[] = [];
  for (const fault of FAULTS) {
    const pods = await podsOf(fault.of);
    (pods.length >= fault.pods ? present : absent).push(fault);
  }
  return { present, absent };
}

/** All at the same time, as when a machine fails. */
async function killed(app: string, count: number): Promise<void> {
  const pods = await podsOf(app);
  await Promise.all(pods.slice(0, count).map(killAndWait));
}

/**
 * Writes to a full volume corrupt the write-ahead log. Remote write reads that log and does not get past the corruption
 * until the log is repaired at the next start: somebody has to restart it, as the runbook of RemoteWriteBehind says.
 */
async function tornLog(): Promise<void> {
  const [first] = await podsOf("prometheus");
  await held(filling("prometheus", "/prometheus", { free: 0 }));
  if (first) await succeed(first);
}

async function held(fault: Promise<Undo>): Promise<void> {
  const undo = await fault;
  try {
    await sleep(HELD_MS);
  } finally {
    await undo();
  }
}
