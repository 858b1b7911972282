import { open } from "node:fs/promises";

import { NETWORK } from "../../cluster/layout";
import { findProcess } from "../../processes";
import { exec } from "../../builder/exec";
import { podsOf, processOf } from "../../clients/pods";
import type { Undo } from "../drill";

/** A process in the node's own file system, which has iptables. */
function nodePid(): number {
  const kubelet = findProcess(`--node-ip=${NETWORK.node}`);
  if (kubelet === undefined) throw new Error("The node has no kubelet.");
  return kubelet.pid;
}

/**
 * Cuts off a port of an application's last pod: packets to this port that the pod receives or sends are dropped, in
 * that pod's network namespace only.
 */
export async function cutOff(app: string, port: number): Promise<Undo> {
  const pid = processOf(app, (await podsOf(app)).at(-1));
  // Open until the fault is ended: the kubelet may restart the container meanwhile, because its probes fail.
  const namespace = await open(`/proc/${String(pid)}/ns/net`);
  const node = nodePid();
  const filter = async (command: "--insert" | "--delete"): Promise<void> => {
    for (const protocol of ["tcp", "udp"]) {
      for (const chain of ["INPUT", "OUTPUT"]) {
        await exec("nsenter", [
          `--mount=/proc/${String(node)}/ns/mnt`,
          `--root=/proc/${String(node)}/root`,
          `--net=/proc/${String(process.pid)}/fd/${String(namespace.fd)}`,
          "iptables",
          "--wait",
          ...[command, chain, "--protocol", protocol, "--dport", String(port), "--jump", "DROP"],
        ]);
      }
    }
  };
  await filter("--insert");
  return async () => {
    await filter("--delete");
    await namespace.close();
  };
}
