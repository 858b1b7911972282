import { dirname } from "node:path";

import { AUTHORITIES } from "../builder/nodeImage";
import { FOLDERS } from "./folders";
import { API_PORT, CGROUP, NETWORK, NODE } from "./layout";
import { kubeconfig, TRUST } from "./pki";

const PKI = "/etc/kubernetes/pki";
const CONTAINERD_SOCKET = "/run/containerd/containerd.sock";
const SERVER = `https://${NETWORK.node}:${String(API_PORT)}`;

const kubelet = {
  apiVersion: "kubelet.config.k8s.io/v1beta1",
  kind: "KubeletConfiguration",
  authentication: {
    anonymous: { enabled: false },
    webhook: { enabled: true },
    x509: { clientCAFile: `${PKI}/ca.crt` },
  },
  authorization: { mode: "Webhook" },
  tlsCertFile: `${PKI}/kubelet.crt`,
  tlsPrivateKeyFile: `${PKI}/kubelet.key`,
  containerRuntimeEndpoint: `unix://${CONTAINERD_SOCKET}`,
  clusterDNS: [NETWORK.dns],
  clusterDomain: "cluster.local",
  // Two kubelets that share a cgroup root kill each other's pods.
  cgroupRoot: `/${CGROUP}`,
  cgroupDriver: "cgroupfs",
  cgroupsPerQOS: true,
  enforceNodeAllocatable: [],
  failCgroupV1: false,
  failSwapOn: false,
  // Lowering its own score needs a capability that some machines do not grant.
  oomScoreAdj: 0,
  // No eviction for a full disk: the disk belongs to the machine, and pods are not what fills it.
  evictionHard: {
    "memory.available": "50Mi",
    "nodefs.available": "0%",
    "nodefs.inodesFree": "0%",
    "imagefs.available": "0%",
  },
  imageGCHighThresholdPercent: 100,
  imageGCLowThresholdPercent: 99,
  // A changed ConfigMap reaches its pods within this time, instead of a minute.
  syncFrequency: "10s",
  // How often the usage of volumes is measured, instead of every minute.
  volumeStatsAggPeriod: "10s",
  volumePluginDir: "/var/lib/kubelet/plugins-volume",
  maxPods: 60,
  podPidsLimit: 1024,
};

const kubeProxy = {
  apiVersion: "kubeproxy.config.k8s.io/v1alpha1",
  kind: "KubeProxyConfiguration",
  mode: "iptables",
  hostnameOverride: NODE,
  clientConnection: { kubeconfig: "/etc/kubernetes/proxy.kubeconfig" },
  clusterCIDR: NETWORK.pods,
  detectLocalMode: "ClusterCIDR",
  // The node must not change the machine's connection limits.
  conntrack: { maxPerCore: 0, min: 0, tcpCloseWaitTimeout: "0s", tcpEstablishedTimeout: "0s" },
  // kube-router and kube-proxy both write the filter table, and kube-router writes it as it read it, which undoes what
  // kube-proxy changed meanwhile. This interval repairs that.
  iptables: { syncPeriod: "10s", minSyncPeriod: "0s" },
  oomScoreAdj: 0,
};

// Pods are routed, not bridged: with a bridge, iptables sees Service traffic only with a kernel module.
const cni = {
  cniVersion: "1.0.0",
  name: "pods",
  plugins: [
    {
      type: "ptp",
      ipMasq: false,
      ipam: {
        type: "host-local",
        // Leases belong to the running node only.
        dataDir: "/run/cni",
        ranges: [[{ subnet: NETWORK.pods }]],
        routes: [{ dst: "0.0.0.0/0" }],
      },
    },
    { type: "portmap", capabilities: { portMappings: true } },
  ],
};

/** The path of {@link runtimeSpec}'s file in the node. */
export const RUNTIME_SPEC = `${FOLDERS.containerd.node}/runtime.json`;

/**
 * The base spec of every container: containerd's defaults, and a mount of the folder with the trusted authorities.
 * @param defaults the output of `ctr oci spec`
 */
export function runtimeSpec(defaults: string): string {
  const spec = JSON.parse(defaults) as { readonly mounts: readonly object[] };
  const authorities = {
    destination: dirname(AUTHORITIES),
    type: "bind",
    source: TRUST.node,
    options: ["rbind", "ro", "nosuid", "nodev", "noexec"],
  };
  return JSON.stringify({ ...spec, mounts: [...spec.mounts, authorities] });
}

function containerd(pauseImage: string): string {
  return `version = 2
root = "/var/lib/containerd"
state = "/run/containerd"
disabled_plugins = ["io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.zfs", "io.containerd.tracing.processor.v1.otlp", "io.containerd.internal.v1.tracing"]

[grpc]
  address = "${CONTAINERD_SOCKET}"

[plugins."io.containerd.internal.v1.opt"]
  path = "/var/lib/containerd/opt"

[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "${pauseImage}"
  # Without CAP_SYS_RESOURCE no process can be given a lower score than its parent's.
  restrict_oom_score_adj = true

[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
  runtime_type = "io.containerd.runc.v2"
  base_runtime_spec = "${RUNTIME_SPEC}"

[plugins."io.containerd.grpc.v1.cri".cni]
  bin_dir = "/usr/lib/cni"
  conf_dir = "/etc/cni/net.d"
`;
}

/** The node's configuration: files and their content, for each folder below its /etc. */
export function nodeSettings(pauseImage: string) {
  return {
    kubernetes: {
      "kubelet.json": JSON.stringify(kubelet),
      "proxy.json": JSON.stringify(kubeProxy),
      ...Object.fromEntries(
        ["controller-manager", "kube-router", "kubelet", "proxy", "scheduler"].map((name) => [
          `${name}.kubeconfig`,
          kubeconfig(name, SERVER, PKI),
        ]),
      ),
    },
    cni: { "10-pods.conflist": JSON.stringify(cni) },
    containerd: { "config.toml": containerd(pauseImage) },
  } as const;
}
