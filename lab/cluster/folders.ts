import { join } from "node:path";

import { PATHS } from "../paths";

/** The node's folders on the host, each with the place where the node sees it. */
export const FOLDERS = {
  /** Everything that was built, read-only. */
  cache: { host: PATHS.cache, node: "/opt/lab" },
  kubernetes: { host: join(PATHS.state, "etc/kubernetes"), node: "/etc/kubernetes" },
  cni: { host: join(PATHS.state, "etc/cni"), node: "/etc/cni/net.d" },
  containerd: { host: join(PATHS.state, "etc/containerd"), node: "/etc/containerd" },
  /** etcd's data, images, volumes: what outlives the node. */
  data: { host: join(PATHS.state, "data"), node: "/var/lib" },
  logs: { host: join(PATHS.state, "logs"), node: "/var/log" },
} as const;

/** The volumes of pods: in it, for each, a folder and the file with the file system that is mounted there. */
export const VOLUMES = {
  host: join(FOLDERS.data.host, "volumes"),
  node: `${FOLDERS.data.node}/volumes`,
} as const;

export const FILES = {
  lock: join(PATHS.state, "lock"),
  spec: join(PATHS.state, "node.json"),
  /** Which process the node is. */
  node: join(PATHS.state, "node.pid"),
  kubeconfig: join(PATHS.state, "kubeconfig"),
  secrets: join(PATHS.state, "secrets.json"),
  imported: join(PATHS.state, "imported.json"),
  /** Which stack the cluster's data is of. */
  stack: join(PATHS.state, "stack.json"),
  applied: join(PATHS.state, "applied.json"),
  /** The folder of what a server is known by, and of what it is shown. */
  credentials: join(PATHS.state, "credentials"),
} as const;

/** A path of the host, below one of the node's folders, as the node sees it. */
export function inNode(folder: keyof typeof FOLDERS, hostPath: string): string {
  const { host, node } = FOLDERS[folder];
  if (!hostPath.startsWith(`${host}/`)) throw new Error(`${hostPath} is not below ${host}.`);
  return node + hostPath.slice(host.length);
}
