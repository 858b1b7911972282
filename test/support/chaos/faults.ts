import { setTimeout as sleep } from "node:timers/promises";

import { MESH_PORT } from "../../../infra/components/alertmanager";
import { killAndWait, podsOf, succeed } from "../../../lab/clients/pods";
import { cutOff } from "../../../lab/drills/faults/network";
import { filling } from "../../../lab/drills/faults/volume";
import type { Undo } from "../../../lab/drills/drill";

/** Something that is done to what watches, while it has something to tell. */
export interface Fault {
  readonly name: string;
  /** Whose pods it needs, and how many. With fewer it cannot be, and the table says so. */
  readonly of: string;
  readonly pods: number;
  /** Whether what it is done to is where queries are answered and samples stored, so that it may be missed there. */
  readonly takesSource: boolean;
  /**
   * Whether Alertmanagers may not know of each other what they have told: who is cut off, or killed before it could say
   * so. Then something is told twice, rather than never.
   */
  readonly dividesTellers?: true;
  /** Does it, and ends it or waits until what it was done to has recovered. */
  readonly cause: () => Promise<void>;
}

/** Longer than Alertmanagers take to notice that one is gone. */
const HELD_MS = 40_000;

/** The faults, in their order. */
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

/** The faults that can be caused in this cluster, and those that cannot for want of what they are done to. */
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

/** All at once, as a machine does that is lost. */
async function killed(app: string, count: number): Promise<void> {
  const pods = await podsOf(app);
  await Promise.all(pods.slice(0, count).map(killAndWait));
}

/**
 * What is written while a volume is full tears the write-ahead log. Who follows it to send samples on stays before that
 * place, until the log is mended at the next start: somebody has to see to that, as RemoteWriteBehind's runbook says.
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
