import { chmod, mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { hashOf } from "./hash";
import { unpackPackages } from "./packages";
import { build } from "./progress";
import { outputOf, type Stage } from "./stage";

/** The packages that the node itself runs. */
const NODE_PACKAGES = [
  "base-files",
  "conntrack",
  "containerd",
  "containernetworking-plugins",
  "coreutils",
  "dash",
  "e2fsprogs",
  "iproute2",
  "ipset",
  "iptables",
  "mount",
  "runc",
  "util-linux",
];

/** The packages that images are made of. */
const IMAGE_PACKAGES = ["libstdc++6", "postgresql-15", "prometheus-redis-exporter", "redis-server"];

/**
 * Dependencies that serve only installation or other uses, or that are too large for what they add (PostgreSQL's JIT).
 */
export const LEFT_OUT =
  /^(adduser|debconf|init-system-helpers|libc-l10n|libjson-perl|libllvm|libperl|libz3|locales|lsb-base|perl|postgresql-(client-)?common|sensible-utils|ssl-cert|ucf|usrmerge|lib.*-perl_)/;

/** Folders that the node mounts something on. */
const MOUNT_POINTS = [
  "etc/cni/net.d",
  "etc/containerd",
  "etc/kubernetes",
  "opt/lab",
  "var/log/lab",
];

const IPTABLES = ["iptables", "ip6tables"].flatMap((name) => [
  name,
  `${name}-save`,
  `${name}-restore`,
]);

/**
 * Debian packages with all their dependencies: apt downloads them, and they are unpacked into a folder, not installed.
 */
export const debianTree: Stage = {
  name: "debian",
  needs: [],
  inputs: () =>
    hashOf(...NODE_PACKAGES, ...IMAGE_PACKAGES, LEFT_OUT.source, ...MOUNT_POINTS, ...IPTABLES),
  expectedSeconds: 30,
  make: async (workplace) => {
    await unpackPackages([...NODE_PACKAGES, ...IMAGE_PACKAGES], LEFT_OUT, workplace);
    await finish(workplace.output);
  },
};

/** The unpacked tree, built first if it is missing. */
export async function ensureDebianTree(): Promise<string> {
  await build([debianTree]);
  return outputOf(debianTree);
}

/** Does the little that the packages' own install scripts would have done. */
async function finish(tree: string): Promise<void> {
  for (const folder of MOUNT_POINTS) await mkdir(join(tree, folder), { recursive: true });
  for (const name of IPTABLES) await symlink("xtables-nft-multi", join(tree, "usr/sbin", name));
  await rm(join(tree, "var/run"), { recursive: true, force: true });
  await symlink("/run", join(tree, "var/run"));
  await rm(join(tree, "etc/resolv.conf"), { force: true });
  const files = {
    "etc/hosts": "127.0.0.1 localhost\n",
    // Only the cluster's own names: there is no other network.
    "etc/resolv.conf": "nameserver 10.96.0.10\n",
    "etc/passwd": "root:x:0:0:root:/root:/bin/sh\nservice:x:999:999::/:/bin/sh\n",
    "etc/group": "root:x:0:\nservice:x:999:\n",
    "etc/nsswitch.conf": "passwd: files\ngroup: files\nhosts: files dns\n",
  };
  for (const [path, text] of Object.entries(files)) await writeFile(join(tree, path), text);
  await chmod(tree, 0o755);
}
