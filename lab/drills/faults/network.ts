import { NETWORK } from "../../cluster/layout";
import { findProcess } from "../../processes";
import { exec } from "../../builder/exec";
import { podsOf, processesOf } from "../../ask/pods";
import type { Undo } from "../drill";

/** Where a packet filter is: in the node's own file system. */
function nodePid(): number {
  const kubelet = findProcess(`--node-ip=${NETWORK.node}`);
  if (kubelet === undefined) throw new Error("The node has no kubelet.");
  return kubelet.pid;
}

/**
 * Cuts a port of an application's last pod off from everybody: what is sent to it and from it is dropped, in the
 * network namespace of that pod alone.
 */
export async function cutOff(app: string, port: number): Promise<Undo> {
  const pod = (await podsOf(app)).at(-1);
  const pid = pod && processesOf(pod)[0];
  if (pid === undefined) throw new Error(`${app} has no process, so it cannot be cut off.`);
  const node = nodePid();
  const filter = async (command: "--insert" | "--delete"): Promise<void> => {
    for (const protocol of ["tcp", "udp"]) {
      for (const [chain, side] of [
        ["INPUT", "--dport"],
        ["OUTPUT", "--dport"],
      ] as const) {
        await exec("nsenter", [
          `--mount=/proc/${String(node)}/ns/mnt`,
          `--root=/proc/${String(node)}/root`,
          `--net=/proc/${String(pid)}/ns/net`,
          "iptables",
          "--wait",
          ...[command, chain, "--protocol", protocol, side, String(port), "--jump", "DROP"],
        ]);
      }
    }
  };
  await filter("--insert");
  return () => filter("--delete");
}
