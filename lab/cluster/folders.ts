import { join } from "node:path";

import { PATHS } from "../paths";

/** The node's folders, each with its path on the host and its path in the node. */
export const FOLDERS = {
  /** Everything that was built, read-only. */
  cache: { host: PATHS.cache, node: "/opt/lab" },
  kubernetes: { host: join(PATHS.state, "etc/kubernetes"), node: "/etc/kubernetes" },
  cni: { host: join(PATHS.state, "etc/cni"), node: "/etc/cni/net.d" },
  containerd: { host: join(PATHS.state, "etc/containerd"), node: "/etc/containerd" },
  /** etcd's data, images and volumes: everything that outlives the node. */
  data: { host: join(PATHS.state, "data"), node: "/var/lib" },
  logs: { host: join(PATHS.state, "logs"), node: "/var/log" },
} as const;

/** The volumes of pods: for each, a folder, and the file with the file system that is mounted on that folder. */
export const VOLUMES = {
  host: join(FOLDERS.data.host, "volumes"),
  node: `${FOLDERS.data.node}/volumes`,
} as const;

export const FILES = {
  lock: join(PATHS.state, "lock"),
  spec: join(PATHS.state, "node.json"),
  /** The mark of the node's process, and its spec. */
  node: join(PATHS.state, "node.pid"),
  kubeconfig: join(PATHS.state, "kubeconfig"),
  secrets: join(PATHS.state, "secrets.json"),
  imported: join(PATHS.state, "imported.json"),
  /** The stack whose data the cluster holds, and who deploys it. */
  stack: join(PATHS.state, "stack.json"),
  applied: join(PATHS.state, "applied.json"),
  /** The folder with the authority that verifies servers, and the client certificate that is presented to them. */
  credentials: join(PATHS.state, "credentials"),
} as const;

/** Translates a host path below one of the node's folders into the node's path. */
export function inNode(folder: keyof typeof FOLDERS, hostPath: string): string {
  const { host, node } = FOLDERS[folder];
  if (!hostPath.startsWith(`${host}/`)) throw new Error(`${hostPath} is not below ${host}.`);
  return node + hostPath.slice(host.length);
}
