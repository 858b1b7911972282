import { etcd, kubernetes, kubeRouter } from "../builder/go";
import { outputOf } from "../builder/stage";
import { inNode } from "./folders";
import { API_PORT, NETWORK, NODE } from "./layout";
import { FRONT_PROXY } from "./pki";

/** A process that the node runs. */
export interface NodeProcess {
  readonly name: string;
  readonly args: readonly string[];
  readonly env?: readonly string[];
  /** A `host:port` or `unix:PATH` that must accept connections before this process starts. */
  readonly await?: string;
}

const PKI = "/etc/kubernetes/pki";
const ETCD = "127.0.0.1:2379";
const API = `${NETWORK.node}:${String(API_PORT)}`;
const KUBELET = `${NETWORK.node}:10250`;

type Flags = Readonly<Record<string, string>>;

function flags(values: Flags): readonly string[] {
  return Object.entries(values).map(([name, value]) => `--${name}=${value}`);
}

/** The processes of the node, each after those that it needs. */
export function nodeProcesses(): readonly NodeProcess[] {
  const program = (name: string) => inNode("cache", `${outputOf(kubernetes)}/${name}`);
  const ofApi = (name: string, values: Flags): NodeProcess => ({
    name,
    args: [program(name), ...flags(values)],
    await: API,
  });
  const config = (name: string) => `/etc/kubernetes/${name}.kubeconfig`;
  return [
    {
      name: "etcd",
      args: [
        inNode("cache", `${outputOf(etcd)}/etcd`),
        ...flags({
          name: NODE,
          "data-dir": "/var/lib/etcd",
          "listen-client-urls": `http://${ETCD}`,
          "advertise-client-urls": `http://${ETCD}`,
          "listen-peer-urls": "http://127.0.0.1:2380",
          "initial-cluster": `${NODE}=http://127.0.0.1:2380`,
          "initial-advertise-peer-urls": "http://127.0.0.1:2380",
          // Data that a killed process wrote is not lost. Only a power failure of the machine would lose it.
          "unsafe-no-fsync": "true",
          "log-level": "warn",
        }),
      ],
    },
    { name: "containerd", args: ["/usr/bin/containerd", "--config=/etc/containerd/config.toml"] },
    {
      name: "kube-apiserver",
      args: [
        program("kube-apiserver"),
        ...flags({
          "advertise-address": NETWORK.node,
          "secure-port": String(API_PORT),
          "etcd-servers": `http://${ETCD}`,
          "service-cluster-ip-range": NETWORK.services,
          "authorization-mode": "Node,RBAC",
          "enable-admission-plugins": "NodeRestriction",
          "allow-privileged": "true",
          "client-ca-file": `${PKI}/ca.crt`,
          "tls-cert-file": `${PKI}/apiserver.crt`,
          "tls-private-key-file": `${PKI}/apiserver.key`,
          "kubelet-certificate-authority": `${PKI}/ca.crt`,
          "kubelet-client-certificate": `${PKI}/apiserver-kubelet-client.crt`,
          "kubelet-client-key": `${PKI}/apiserver-kubelet-client.key`,
          "kubelet-preferred-address-types": "InternalIP",
          // For the extension API servers behind it: they trust this client's statements about who is calling.
          "proxy-client-cert-file": `${PKI}/front-proxy.crt`,
          "proxy-client-key-file": `${PKI}/front-proxy.key`,
          "requestheader-client-ca-file": `${PKI}/ca.crt`,
          "requestheader-allowed-names": FRONT_PROXY,
          "requestheader-username-headers": "X-Remote-User",
          "requestheader-group-headers": "X-Remote-Group",
          "requestheader-extra-headers-prefix": "X-Remote-Extra-",
          "service-account-issuer": "https://kubernetes.default.svc.cluster.local",
          "service-account-key-file": `${PKI}/service-account.pub`,
          "service-account-signing-key-file": `${PKI}/service-account.key`,
          profiling: "false",
        }),
      ],
      await: ETCD,
    },
    ofApi("kube-controller-manager", {
      kubeconfig: config("controller-manager"),
      "root-ca-file": `${PKI}/ca.crt`,
      "service-account-private-key-file": `${PKI}/service-account.key`,
      "use-service-account-credentials": "true",
      "leader-elect": "false",
      profiling: "false",
    }),
    ofApi("kube-scheduler", {
      kubeconfig: config("scheduler"),
      "leader-elect": "false",
      profiling: "false",
    }),
    ofApi("kubelet", {
      config: "/etc/kubernetes/kubelet.json",
      kubeconfig: config("kubelet"),
      "hostname-override": NODE,
      "node-ip": NETWORK.node,
    }),
    ofApi("kube-proxy", { config: "/etc/kubernetes/proxy.json" }),
    {
      name: "kube-router",
      args: [
        inNode("cache", `${outputOf(kubeRouter)}/kube-router`),
        ...flags({
          "run-firewall": "true",
          // kube-proxy and the CNI plugins do the rest.
          "run-router": "false",
          "run-service-proxy": "false",
          kubeconfig: config("kube-router"),
          "hostname-override": NODE,
          "service-cluster-ip-range": NETWORK.services,
          // In a new cluster it has no permissions until the stack is applied. It retries less and less often, unless
          // it is restarted.
          "cache-sync-timeout": "5s",
          "health-port": "0",
        }),
      ],
      // It exits if there is no node object of that name yet, which the kubelet creates.
      await: KUBELET,
    },
  ];
}
