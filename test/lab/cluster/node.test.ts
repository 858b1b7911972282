import { existsSync } from "node:fs";
import { join } from "node:path";

import { ensureDebianTree } from "../../../lab/builder/debian";
import { exec } from "../../../lab/builder/exec";
import { LAB_IMAGES } from "../../../lab/builder/labImages";
import { AUTHORITIES as LAB_AUTHORITIES } from "../../../lab/builder/nodeImage";
import { FOLDERS, inNode } from "../../../lab/cluster/folders";
import { addresses, API_PORT, CGROUP, NETWORK } from "../../../lab/cluster/layout";
import { pki } from "../../../lab/cluster/pki";
import { nodeProcesses } from "../../../lab/cluster/processes";
import { nodeSettings, RUNTIME_SPEC, runtimeSpec } from "../../../lab/cluster/settings";
import { PATHS } from "../../../lab/paths";

const processes = nodeProcesses();
const settings = nodeSettings(LAB_IMAGES.pause);

/** Every file of the node's own configuration, by its path in the node. */
const configured = Object.entries(settings).flatMap(([folder, files]) =>
  Object.keys(files).map((name) => `${FOLDERS[folder as keyof typeof settings].node}/${name}`),
);
const certified = [
  "ca.crt",
  ...pki.certificates.flatMap(({ name }) => [`${name}.crt`, `${name}.key`]),
  ...pki.keyPairs.flatMap((name) => [`${name}.pub`, `${name}.key`]),
].map((file) => `/etc/kubernetes/pki/${file}`);

const text = [
  ...processes.flatMap(({ args, env = [], await: awaited = "" }) => [...args, ...env, awaited]),
  ...Object.values(settings).flatMap((files) => Object.values<string>(files)),
].join("\n");
/**
 * Every absolute path in the processes' arguments and settings. A slash after a word belongs to a range or a version.
 */
const paths = [
  ...new Set(
    [...text.replaceAll("unix://", "").matchAll(/(?<![\w.:/])\/[\w./-]+/g)].map(([path]) => path),
  ),
].filter((path) => path !== `/${CGROUP}`);

describe("the node", () => {
  let tree = "";
  beforeAll(async () => {
    tree = await ensureDebianTree();
  });

  it("uses only paths in its own folders, /run and its Debian tree", () => {
    expect(paths.length).toBeGreaterThan(20);
    const own = [...Object.values(FOLDERS).map(({ node }) => node), "/run"];
    const others = paths.filter(
      (path) => !own.some((folder) => `${path}/`.startsWith(`${folder}/`)),
    );
    expect(others.filter((path) => !existsSync(join(tree, path)))).toEqual([]);
    expect(others.sort()).toEqual(["/usr/bin/containerd", "/usr/lib/cni"]);
    expect(text).not.toContain(PATHS.state);
    expect(text).not.toContain(PATHS.cache);
  });

  it("has a mount point for each folder, and every program that it is configured to run", () => {
    const needed = [
      ...Object.values(FOLDERS).map(({ node }) => node),
      ...["ptp", "portmap", "host-local", "loopback"].map((plugin) => `usr/lib/cni/${plugin}`),
      ...["usr/bin/containerd-shim-runc-v2", "usr/sbin/runc", "usr/bin/ctr", "bin/ip"],
      ...["iptables", "iptables-save", "iptables-restore", "ipset", "conntrack"].map(
        (p) => `usr/sbin/${p}`,
      ),
      ...["bin/mount", "proc", "sys", "dev", "run", "tmp"],
    ];
    expect(needed.filter((path) => !existsSync(join(tree, path)))).toEqual([]);
  });

  it("has each certificate that a process, a setting or a kubeconfig names", () => {
    const named = paths.filter((path) => path.startsWith("/etc/kubernetes/pki/"));
    expect(named.filter((path) => !certified.includes(path))).toEqual([]);
    // No certificate is unused, except for the one for people.
    const unused = certified.filter((path) => !named.includes(path));
    expect(unused.map((path) => path.split("/").at(-1))).toEqual(["admin.crt", "admin.key"]);
  });

  it("has each configuration file that a process or a setting names", () => {
    const named = paths.filter((path) => /^\/etc\/(?!kubernetes\/pki)/.test(path));
    const folders = ["/etc/cni/net.d", RUNTIME_SPEC];
    expect(named.filter((path) => ![...configured, ...folders].includes(path))).toEqual([]);
    const kubeconfigs = named.filter((path) => path.endsWith(".kubeconfig"));
    expect(kubeconfigs.length).toBe(5);
  });

  it("mounts the trusted CAs into every container, in addition to containerd's default mounts", async () => {
    const defaults = await exec(join(tree, "usr/bin/ctr"), ["oci", "spec"]);
    const mountsOf = (spec: string) =>
      (JSON.parse(spec) as { mounts: readonly { destination: string }[] }).mounts;
    const [last, ...others] = [...mountsOf(runtimeSpec(defaults))].reverse();
    expect(others.reverse()).toEqual(mountsOf(defaults));
    expect(last).toMatchObject({
      destination: "/etc/ssl/certs",
      source: "/etc/kubernetes/trust",
      options: expect.arrayContaining(["ro"]) as unknown,
    });
    expect(LAB_AUTHORITIES.startsWith("/etc/ssl/certs/")).toBe(true);
  });

  it("waits only for ports that an earlier process listens on", () => {
    const listening = new Map([
      [`${NETWORK.node}:${API_PORT}`, "kube-apiserver"],
      ["127.0.0.1:2379", "etcd"],
      // The kubelet's default port.
      [`${NETWORK.node}:10250`, "kubelet"],
    ]);
    const names = processes.map(({ name }) => name);
    for (const [at, { await: awaited }] of processes.entries()) {
      if (awaited === undefined) continue;
      const listener = names.indexOf(listening.get(awaited)!);
      expect(listener).toBeGreaterThanOrEqual(0);
      expect(listener).toBeLessThan(at);
    }
    const etcd = processes.find(({ name }) => name === "etcd")!;
    expect(etcd.args).toContain("--listen-client-urls=http://127.0.0.1:2379");
    const api = processes.find(({ name }) => name === "kube-apiserver")!;
    expect(api.args).toContain(`--secure-port=${API_PORT}`);
    expect(pki.certificates[0]!.hosts).toEqual(
      expect.arrayContaining([NETWORK.node, NETWORK.api, "127.0.0.1"]),
    );
  });

  it("gives each of its processes a unique name", () => {
    const names = processes.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe("the host", () => {
  const withOffset = (offset: string) => {
    process.env.AUTODEALGENIE_PORT_OFFSET = offset;
    try {
      return Object.values(addresses()).map(({ port }) => port);
    } finally {
      delete process.env.AUTODEALGENIE_PORT_OFFSET;
    }
  };

  it("has a unique port for each address, shifted by a common offset", () => {
    const ports = withOffset("0");
    expect(new Set(ports).size).toBe(ports.length);
    expect(withOffset("1000")).toEqual(ports.map((port) => port + 1000));
    expect(Math.max(...withOffset("49000"))).toBeLessThan(65_536);
  });

  it.each(["x", "-1", "1.5", "49001", "1e9", "Infinity"])(
    "rejects a port offset of %s",
    (offset) => {
      expect(() => withOffset(offset)).toThrow(`AUTODEALGENIE_PORT_OFFSET is "${offset}".`);
    },
  );

  it("maps only paths below a shared folder into the node", () => {
    expect(inNode("cache", join(PATHS.cache, "etcd/key/etcd"))).toBe("/opt/lab/etcd/key/etcd");
    expect(() => inNode("cache", `${PATHS.cache}-other/file`)).toThrow(
      `${PATHS.cache}-other/file is not below ${PATHS.cache}.`,
    );
  });
});
