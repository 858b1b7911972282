import { chmod, mkdir, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { exec } from "./exec";
import { hashOf } from "./hash";
import { build } from "./progress";
import { outputOf, type Stage } from "./stage";

/** What the node runs itself. */
const NODE_PACKAGES = [
  "base-files",
  "conntrack",
  "containerd",
  "containernetworking-plugins",
  "coreutils",
  "dash",
  "e2fsprogs",
  "iproute2",
  "iptables",
  "mount",
  "runc",
  "util-linux",
];

/** What images are made of. */
const IMAGE_PACKAGES = ["libstdc++6", "postgresql-15", "prometheus-redis-exporter", "redis-server"];

/** Dependencies for installing, for other uses, or too large for what they add (PostgreSQL's JIT). */
const LEFT_OUT =
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

const UNPACK_AT_ONCE = 3;

/** Debian's packages with all they need, downloaded by apt and unpacked into a folder, not installed. */
export const debianTree: Stage = {
  name: "debian",
  needs: [],
  inputs: () =>
    hashOf(...NODE_PACKAGES, ...IMAGE_PACKAGES, LEFT_OUT.source, ...MOUNT_POINTS, ...IPTABLES),
  expectedSeconds: 30,
  make: async ({ output, log }) => {
    const apt = join(output, "apt");
    const packages = await download(apt, log);
    const queue = [...packages];
    const unpack = async (): Promise<void> => {
      for (let deb = queue.pop(); deb !== undefined; deb = queue.pop()) {
        await exec("dpkg-deb", ["--extract", deb, output], { log });
      }
    };
    await Promise.all(Array.from({ length: UNPACK_AT_ONCE }, unpack));
    await rm(apt, { recursive: true });
    await finish(output);
  },
};

/** The unpacked tree, made first where it is missing. */
export async function ensureDebianTree(): Promise<string> {
  await build([debianTree]);
  return outputOf(debianTree);
}

/** Has apt resolve and download everything as on a machine on which nothing is installed. */
async function download(folder: string, log: string): Promise<readonly string[]> {
  const archives = join(folder, "archives");
  await mkdir(join(archives, "partial"), { recursive: true });
  await mkdir(join(folder, "lists/partial"), { recursive: true });
  await writeFile(join(folder, "status"), "");
  const options = [
    `Dir::State::status=${join(folder, "status")}`,
    `Dir::State::lists=${join(folder, "lists")}`,
    `Dir::Cache::archives=${archives}`,
    `Dir::Cache::pkgcache=`,
    `Dir::Cache::srcpkgcache=`,
    "Debug::NoLocking=1",
    "APT::Sandbox::User=root",
    "APT::Install-Recommends=false",
    "Acquire::Retries=3",
  ].flatMap((option) => ["-o", option]);
  const env = { DEBIAN_FRONTEND: "noninteractive", LC_ALL: "C.UTF-8" };
  await exec("apt-get", [...options, "update"], { log, env });
  await exec(
    "apt-get",
    [...options, "--yes", "--download-only", "install", ...NODE_PACKAGES, ...IMAGE_PACKAGES],
    { log, env },
  );
  return (await readdir(archives))
    .filter((name) => name.endsWith(".deb") && !LEFT_OUT.test(name))
    .map((name) => join(archives, name));
}

/** Does by hand the little that the packages' own scripts would have done. */
async function finish(tree: string): Promise<void> {
  for (const folder of MOUNT_POINTS) await mkdir(join(tree, folder), { recursive: true });
  for (const name of IPTABLES) await symlink("xtables-nft-multi", join(tree, "usr/sbin", name));
  await rm(join(tree, "var/run"), { recursive: true, force: true });
  await symlink("/run", join(tree, "var/run"));
  await rm(join(tree, "etc/resolv.conf"), { force: true });
  const files = {
    "etc/hosts": "127.0.0.1 localhost\n",
    // Names of the cluster only: there is no other network.
    "etc/resolv.conf": "nameserver 10.96.0.10\n",
    "etc/passwd": "root:x:0:0:root:/root:/bin/sh\nservice:x:999:999::/:/bin/sh\n",
    "etc/group": "root:x:0:\nservice:x:999:\n",
    "etc/nsswitch.conf": "passwd: files\ngroup: files\nhosts: files dns\n",
  };
  for (const [path, text] of Object.entries(files)) await writeFile(join(tree, path), text);
  await chmod(tree, 0o755);
}
