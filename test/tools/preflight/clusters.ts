import type { DISTRIBUTIONS } from "../../../infra/settings/cluster";
import type { Answers } from "../../../tools/preflight/answers";
import type {
  EndpointSlice,
  IngressClass,
  Named,
  Pod,
  PodsOwner,
  Service,
  StorageClass,
} from "../../../tools/preflight/objects";

type Labels = Readonly<Record<string, string>>;

const list = <T>(items: readonly T[]) => ({ status: 200, body: { items } });
export const EMPTY = list([]);

/** A Service with port 53, and its endpoints. */
export interface MadeDns {
  readonly namespace: "kube-system" | "openshift-dns";
  readonly service: string;
  readonly labels: Labels;
  readonly port: number;
  readonly addresses: readonly string[];
  readonly hostNetwork?: boolean;
}

function dnsAnswers(all: readonly MadeDns[]) {
  const of = (namespace: MadeDns["namespace"]) => {
    const here = all.filter((each) => each.namespace === namespace);
    const pods = here.flatMap(({ service, labels, addresses, hostNetwork = false }) =>
      addresses.map((address): Pod => ({
        metadata: {
          name: `${service}-${address}`,
          labels: { ...labels, "pod-template-hash": "5d78c9869d" },
        },
        spec: { hostNetwork, containers: [{ name: "dns" }] },
      })),
    );
    const services = here.map(({ service, labels }): Service => ({
      metadata: { name: service },
      spec: { selector: labels, ports: [{ port: 53 }, { port: 9153 }] },
    }));
    const slices = here.map(({ service, port, addresses }): EndpointSlice => ({
      metadata: {
        name: `${service}-abcde`,
        labels: { "kubernetes.io/service-name": service },
      },
      endpoints: addresses.map((address) => ({
        addresses: [address],
        targetRef: { kind: "Pod", name: `${service}-${address}` },
      })),
      ports: [
        { port, protocol: "UDP" },
        { port, protocol: "TCP" },
        { port: 9153, protocol: "TCP" },
      ],
    }));
    return { services: list(services), slices: list(slices), pods: list(pods) };
  };
  const kube = of("kube-system");
  const openshift = of("openshift-dns");
  return {
    dnsServices: kube.services,
    dnsEndpoints: kube.slices,
    dnsPods: kube.pods,
    openshiftDnsServices: openshift.services,
    openshiftDnsEndpoints: openshift.slices,
    openshiftDnsPods: openshift.pods,
  };
}

/** A DaemonSet in kube-system with one container. */
export function daemonSet(
  name: string,
  container: Partial<PodsOwner["spec"]["template"]["spec"]["containers"][number]> = {},
  hostNetwork = true,
): PodsOwner {
  const labels = { "k8s-app": name };
  return {
    metadata: { name, namespace: "kube-system", labels },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { hostNetwork, containers: [{ name, ...container }] },
      },
    },
  };
}

/** NodeLocal DNSCache, which listens on some addresses. */
export function nodeLocalDns(addresses: readonly string[], hostNetwork = true): PodsOwner {
  return daemonSet(
    "node-local-dns",
    { args: ["-localip", addresses.join(","), "-conf", "/etc/Corefile"] },
    hostNetwork,
  );
}

export function storageClass(
  name: string,
  provisioner: string,
  allowVolumeExpansion: boolean,
  isDefault = true,
): StorageClass {
  return {
    metadata: {
      name,
      annotations: { "storageclass.kubernetes.io/is-default-class": String(isDefault) },
    },
    provisioner,
    allowVolumeExpansion,
  };
}

export function ingressClass(name: string, controller: string): IngressClass {
  return { metadata: { name }, spec: { controller } };
}

/** A CustomResourceDefinition. */
export function kind(name: string, annotations: Labels = {}, labels: Labels = {}): Named {
  return { metadata: { name, annotations, labels } };
}

/** A short description of a synthetic cluster. */
export interface Made {
  readonly version: string;
  readonly dns: readonly MadeDns[];
  readonly apiServer: { readonly addresses: readonly string[]; readonly port: number };
  readonly daemonSets: readonly PodsOwner[];
  readonly storageClasses: readonly StorageClass[];
  readonly ingressClasses: readonly IngressClass[];
  readonly kinds: readonly Named[];
  /** Whether its kubelets' certificates are signed by the cluster's authority. */
  readonly signed: boolean;
  readonly metricsApi: boolean;
}

/** The answers of such a cluster. */
export function answersOf(made: Made, more: Partial<Answers> = {}): Answers {
  const { addresses, port } = made.apiServer;
  return {
    version: { status: 200, body: { gitVersion: made.version } },
    kinds: list(made.kinds),
    ...dnsAnswers(made.dns),
    apiEndpoints: list([
      {
        metadata: { name: "kubernetes" },
        endpoints: addresses.map((address) => ({ addresses: [address] })),
        ports: [{ port, protocol: "TCP" }],
      },
    ]),
    daemonSets: list(made.daemonSets),
    deployments: EMPTY,
    storageClasses: list(made.storageClasses),
    metricsApi: made.metricsApi ? { status: 200, body: {} } : { status: 404 },
    ingressClasses: list(made.ingressClasses),
    ingressServices: EMPTY,
    namespaces: EMPTY,
    monitoringQuotas: EMPTY,
    applicationQuotas: EMPTY,
    prometheuses: { status: 404 },
    alertmanagers: { status: 404 },
    signingRequests: EMPTY,
    nodes: list([{ metadata: { name: "node-1" } }]),
    kubelets: [
      {
        node: "node-1",
        configuration: {
          status: 200,
          body: {
            kubeletconfig: made.signed
              ? { serverTLSBootstrap: true }
              : { tlsCertFile: "/var/lib/kubelet/pki/kubelet.crt" },
          },
        },
        measured: { status: 200, body: ["kube-system/some-claim"] },
      },
    ],
    clockAhead: 0,
    ...more,
  };
}

const COREDNS: MadeDns = {
  namespace: "kube-system",
  service: "kube-dns",
  labels: { "k8s-app": "kube-dns" },
  port: 53,
  addresses: ["10.42.0.2", "10.42.0.3"],
};

const NGINX = ingressClass("nginx", "k8s.io/ingress-nginx");
const CERTIFICATES = kind("certificates.cert-manager.io");

/** A cluster in which everything is as most stacks expect it. */
export const USUAL: Made = {
  version: "v1.34.1",
  dns: [COREDNS],
  apiServer: { addresses: ["10.0.0.5"], port: 6443 },
  daemonSets: [daemonSet("calico-node")],
  storageClasses: [storageClass("fast", "ebs.csi.aws.com", true)],
  ingressClasses: [NGINX],
  kinds: [],
  signed: true,
  metricsApi: true,
};

const HOST_PATH = (name: string, provisioner: string) => [storageClass(name, provisioner, false)];

/** The clusters of each distribution with their default configuration. */
export const CLUSTERS: Readonly<Record<keyof typeof DISTRIBUTIONS, Made>> = {
  gke: {
    ...USUAL,
    version: "v1.34.1-gke.2909000",
    apiServer: { addresses: ["34.90.1.2"], port: 443 },
    daemonSets: [nodeLocalDns(["169.254.20.10", "34.118.224.10"], false), daemonSet("anetd")],
    storageClasses: [
      storageClass("standard-rwo", "pd.csi.storage.gke.io", true),
      storageClass("standard", "kubernetes.io/gce-pd", true, false),
    ],
  },
  eks: {
    ...USUAL,
    version: "v1.33.5-eks-113cf36",
    apiServer: { addresses: ["10.0.3.4", "10.0.4.5"], port: 443 },
    daemonSets: [
      daemonSet("aws-node", {
        name: "aws-eks-nodeagent",
        args: ["--enable-network-policy=false", "--metrics-bind-addr=:8162"],
      }),
    ],
    storageClasses: [storageClass("gp2", "kubernetes.io/aws-ebs", false, false)],
    metricsApi: false,
  },
  aks: {
    ...USUAL,
    apiServer: { addresses: ["20.4.5.6"], port: 443 },
    daemonSets: [daemonSet("cilium")],
    storageClasses: [storageClass("default", "disk.csi.azure.com", true)],
    ingressClasses: [
      ingressClass(
        "webapprouting.kubernetes.azure.com",
        "webapprouting.kubernetes.azure.com/nginx/nginx",
      ),
    ],
  },
  openshift: {
    ...USUAL,
    dns: [
      {
        namespace: "openshift-dns",
        service: "dns-default",
        labels: { "dns.operator.openshift.io/daemonset-dns": "default" },
        port: 5353,
        addresses: ["10.128.0.9"],
      },
    ],
    daemonSets: [daemonSet("ovnkube-node")],
    storageClasses: [storageClass("gp3-csi", "ebs.csi.aws.com", true)],
    ingressClasses: [ingressClass("openshift-default", "openshift.io/ingress-to-route")],
    kinds: [
      kind("securitycontextconstraints.security.openshift.io"),
      kind("servicemonitors.monitoring.coreos.com", {}, { "olm.managed": "true" }),
    ],
  },
  k3s: {
    ...USUAL,
    version: "v1.34.1+k3s1",
    daemonSets: [daemonSet("svclb-traefik")],
    storageClasses: HOST_PATH("local-path", "rancher.io/local-path"),
    ingressClasses: [ingressClass("traefik", "traefik.io/ingress-controller")],
  },
  minikube: {
    ...USUAL,
    apiServer: { addresses: ["192.168.49.2"], port: 8443 },
    daemonSets: [daemonSet("kube-proxy")],
    storageClasses: HOST_PATH("standard", "k8s.io/minikube-hostpath"),
    ingressClasses: [],
    signed: false,
    metricsApi: false,
  },
  microk8s: {
    ...USUAL,
    apiServer: { addresses: ["192.168.1.7"], port: 16443 },
    storageClasses: HOST_PATH("microk8s-hostpath", "microk8s.io/hostpath"),
    ingressClasses: [],
    metricsApi: false,
  },
  kind: {
    ...USUAL,
    daemonSets: [daemonSet("kindnet", { image: "docker.io/kindest/kindnetd:v20250512-df8de77b" })],
    storageClasses: HOST_PATH("standard", "rancher.io/local-path"),
    ingressClasses: [],
    signed: false,
    metricsApi: false,
  },
  other: { ...USUAL, kinds: [CERTIFICATES] },
};
