import type { StackConfig } from "../../infra/settings";
import type {
  EndpointSlice,
  IngressClass,
  ListOf,
  Named,
  Namespace,
  Operated,
  Pod,
  PodsOwner,
  ResourceQuota,
  Service,
  SigningRequest,
  StorageClass,
  Version,
} from "./objects";

/** A request to the API server. */
export interface Question {
  readonly path: string;
  /** The permission that it needs, as for `kubectl auth can-i`. Undefined if every authenticated user has it. */
  readonly right?: string;
  /** Whether to request only the metadata of objects, because their specs are long. @default false */
  readonly metadata?: boolean;
}

/** The type of each question's answer. */
export interface Bodies {
  readonly version: Version;
  readonly kinds: ListOf<Named>;
  readonly dnsServices: ListOf<Service>;
  readonly dnsEndpoints: ListOf<EndpointSlice>;
  readonly dnsPods: ListOf<Pod>;
  readonly openshiftDnsServices: ListOf<Service>;
  readonly openshiftDnsEndpoints: ListOf<EndpointSlice>;
  readonly openshiftDnsPods: ListOf<Pod>;
  readonly apiEndpoints: ListOf<EndpointSlice>;
  readonly daemonSets: ListOf<PodsOwner>;
  readonly deployments: ListOf<PodsOwner>;
  readonly storageClasses: ListOf<StorageClass>;
  readonly metricsApi: object;
  readonly ingressClasses: ListOf<IngressClass>;
  readonly ingressServices: ListOf<Service>;
  readonly namespaces: ListOf<Namespace>;
  readonly monitoringQuotas: ListOf<ResourceQuota>;
  readonly applicationQuotas: ListOf<ResourceQuota>;
  readonly prometheuses: ListOf<Operated>;
  readonly alertmanagers: ListOf<Operated>;
  readonly signingRequests: ListOf<SigningRequest>;
  readonly nodes: ListOf<Named>;
}

export type QuestionName = keyof Bodies;

/** Every request about a cluster as a whole that a stack needs. */
export function questionsOf(config: StackConfig): Readonly<Record<QuestionName, Question>> {
  const dns = "kube-system";
  const openshift = "openshift-dns";
  const people = config.network.ingressNamespace ?? "default";
  return {
    version: { path: "/version" },
    kinds: {
      path: "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
      right: "list customresourcedefinitions.apiextensions.k8s.io",
      metadata: true,
    },
    dnsServices: listIn(dns, "services"),
    dnsEndpoints: endpointsIn(dns),
    dnsPods: listIn(dns, "pods"),
    openshiftDnsServices: listIn(openshift, "services"),
    openshiftDnsEndpoints: endpointsIn(openshift),
    openshiftDnsPods: listIn(openshift, "pods"),
    apiEndpoints: endpointsIn(
      "default",
      "?labelSelector=kubernetes.io%2Fservice-name%3Dkubernetes",
    ),
    daemonSets: { path: "/apis/apps/v1/daemonsets", right: "list daemonsets.apps" },
    deployments: {
      path: "/apis/apps/v1/deployments?labelSelector=app.kubernetes.io%2Fname%3Dingress-nginx",
      right: "list deployments.apps",
    },
    storageClasses: {
      path: "/apis/storage.k8s.io/v1/storageclasses",
      right: "list storageclasses.storage.k8s.io",
    },
    metricsApi: { path: "/apis/metrics.k8s.io/v1beta1" },
    ingressClasses: {
      path: "/apis/networking.k8s.io/v1/ingressclasses",
      right: "list ingressclasses.networking.k8s.io",
    },
    ingressServices: listIn(people, "services"),
    namespaces: { path: "/api/v1/namespaces", right: "list namespaces" },
    monitoringQuotas: listIn(config.namespaces.monitoring.name, "resourcequotas"),
    applicationQuotas: listIn(config.namespaces.application.name, "resourcequotas"),
    prometheuses: {
      path: "/apis/monitoring.coreos.com/v1/prometheuses",
      right: "list prometheuses.monitoring.coreos.com",
    },
    alertmanagers: {
      path: "/apis/monitoring.coreos.com/v1/alertmanagers",
      right: "list alertmanagers.monitoring.coreos.com",
    },
    signingRequests: {
      path: "/apis/certificates.k8s.io/v1/certificatesigningrequests?fieldSelector=spec.signerName%3Dkubernetes.io%2Fkubelet-serving",
      right: "list certificatesigningrequests.certificates.k8s.io",
    },
    nodes: { path: "/api/v1/nodes", right: "list nodes", metadata: true },
  };
}

/** A request to a node's kubelet, through the API server. */
export function kubeletQuestion(node: string, page: "configz" | "metrics"): Question {
  return { path: `/api/v1/nodes/${node}/proxy/${page}`, right: "get nodes/proxy" };
}

function listIn(namespace: string, resource: string): Question {
  return { path: `/api/v1/namespaces/${namespace}/${resource}`, right: `list ${resource}` };
}

function endpointsIn(namespace: string, query = ""): Question {
  return {
    path: `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices${query}`,
    right: "list endpointslices.discovery.k8s.io",
  };
}
