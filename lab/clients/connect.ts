import { readdirSync, readFileSync } from "node:fs";

import { exec } from "../builder/exec";
import { toolPath } from "../builder/tools";

/** An IPv4 address with a port. */
export interface Endpoint {
  readonly protocol: "TCP" | "UDP";
  readonly address: string;
  readonly port: number;
}

/** A network namespace. */
export interface ConnectingPlace {
  /** The host's PID of a process in the namespace; 0 stands for the outside. */
  readonly pid: number;
  /**
   * Endpoints that must have a listener. Where there is none, a temporary one is started for the duration of the test.
   */
  readonly listen: readonly Endpoint[];
}

/** The connections to try. */
export interface ConnectJob {
  readonly timeoutMs: number;
  /** A temporary host outside the cluster, with its own addresses, which the node can reach during the test. */
  readonly outside: {
    /** The PID of a process in the node's network namespace. */
    readonly node: number;
    /** One of the node's addresses. */
    readonly gateway: string;
    readonly addresses: readonly string[];
  };
  readonly places: readonly ConnectingPlace[];
  /** The connections; `from` is the index of a place. */
  readonly tries: readonly ({ readonly from: number } & Endpoint)[];
}

/** The results of a job. */
export interface ConnectReport {
  /** For each place, the endpoints on which its own processes listen. */
  readonly found: readonly (readonly Endpoint[])[];
  /** For each try: open, refused, silent, or any other error. */
  readonly answers: readonly string[];
}

/** Tries connections from inside network namespaces, whatever programs the images there contain. */
export async function tryConnections(job: ConnectJob): Promise<ConnectReport> {
  const answer = await exec("unshare", ["--net", "--", toolPath("labconnect")], {
    input: JSON.stringify(job),
  });
  return JSON.parse(answer) as ConnectReport;
}

/** For each pod UID, the host's PID of the process that holds the pod's namespaces. */
export function sandboxes(): ReadonlyMap<string, number> {
  const pids = readdirSync("/proc").map(Number).filter(Number.isInteger);
  return new Map(
    pids.flatMap((pid) => {
      try {
        if (readFileSync(`/proc/${String(pid)}/comm`, "utf8").trim() !== "pause") return [];
        const cgroup = readFileSync(`/proc/${String(pid)}/cgroup`, "utf8");
        const uid = /\/pod([0-9a-f-]{36})(\/|$)/m.exec(cgroup)?.[1];
        return uid === undefined ? [] : [[uid, pid] as const];
      } catch {
        // The process has just exited.
        return [];
      }
    }),
  );
}
