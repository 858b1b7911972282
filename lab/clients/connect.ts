import { readdirSync, readFileSync } from "node:fs";

import { exec } from "../builder/exec";
import { toolPath } from "../builder/tools";

/** A port at an address, IPv4. */
export interface Endpoint {
  readonly protocol: "TCP" | "UDP";
  readonly address: string;
  readonly port: number;
}

/** A network namespace. */
export interface ConnectingPlace {
  /** A process in it, as the host numbers it; 0 is the outside's own. */
  readonly pid: number;
  /** Where something has to listen. Where nothing does, something is put there for as long as it takes. */
  readonly listen: readonly Endpoint[];
}

/** What to try. */
export interface ConnectJob {
  readonly timeoutMs: number;
  /** Somebody outside of the cluster, with addresses of his own, whom the node can reach for as long as it takes. */
  readonly outside: {
    /** A process in the node's network. */
    readonly node: number;
    /** An address of the node's. */
    readonly gateway: string;
    readonly addresses: readonly string[];
  };
  readonly places: readonly ConnectingPlace[];
  /** Each from a place, by its index. */
  readonly tries: readonly ({ readonly from: number } & Endpoint)[];
}

export interface ConnectReport {
  /** Of each place, those of its endpoints on which somebody of its own listens. */
  readonly found: readonly (readonly Endpoint[])[];
  /** Of each try: open, refused, silent, or the error where it is another. */
  readonly answers: readonly string[];
}

/** Tries connections from inside network namespaces, whatever the images there hold. */
export async function tryConnections(job: ConnectJob): Promise<ConnectReport> {
  const answer = await exec("unshare", ["--net", "--", toolPath("labconnect")], {
    input: JSON.stringify(job),
  });
  return JSON.parse(answer) as ConnectReport;
}

/** Of each pod, by its uid, the process that holds its namespaces, as the host numbers it. */
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
        // It has just ended.
        return [];
      }
    }),
  );
}
