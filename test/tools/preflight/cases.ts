import type { Answers } from "../../../tools/preflight/answers";
import type { Named, StorageClass } from "../../../tools/preflight/objects";
import {
  answersOf,
  daemonSet,
  ingressClass,
  kind,
  nodeLocalDns,
  storageClass,
  USUAL,
} from "./clusters";

/** Deviations of a cluster, each with the stack, and the expected findings. */
export const CASES: readonly (readonly [
  title: string,
  stack: "dev" | "prod",
  answers: Answers,
  about: readonly string[],
  seen: RegExp,
])[] = [
  [
    "a Kubernetes version that is too old",
    "dev",
    answersOf({ ...USUAL, version: "v1.28.4" }),
    ["version!"],
    /version v1\.28\.4/,
  ],
  [
    "a Kubernetes version that needs a feature gate",
    "dev",
    answersOf({ ...USUAL, version: "v1.29.9" }),
    ["version"],
    /version v1\.29\.9/,
  ],
  [
    "a clock that is ahead",
    "dev",
    answersOf(USUAL, { clockAhead: 90_000 }),
    ["clock"],
    /90 s ahead of ours/,
  ],
  [
    "a clock that is behind",
    "dev",
    answersOf(USUAL, { clockAhead: -31_000 }),
    ["clock"],
    /31 s behind ours/,
  ],
  [
    "a CustomResourceDefinition of a Helm release",
    "dev",
    answersOf({
      ...USUAL,
      kinds: [
        kind("servicemonitors.monitoring.coreos.com", {
          "meta.helm.sh/release-name": "kube-prometheus-stack",
        }),
      ],
    }),
    ["kinds!"],
    /of Helm's release kube-prometheus-stack/,
  ],
  [
    "a CustomResourceDefinition from a Helm chart's crds folder, without Helm's annotations",
    "dev",
    answersOf({
      ...USUAL,
      kinds: [written("helm", "kube-apiserver")],
    }),
    ["kinds!"],
    /servicemonitors\.monitoring\.coreos\.com of helm$/,
  ],
  [
    "a CustomResourceDefinition that the cluster itself owns",
    "dev",
    answersOf({
      ...USUAL,
      kinds: [
        {
          metadata: {
            name: "servicemonitors.monitoring.coreos.com",
            ownerReferences: [{ kind: "ClusterVersion", name: "version" }],
          },
        },
      ],
    }),
    ["kinds!"],
    /of ClusterVersion version$/,
  ],
  [
    "the newer of two default StorageClasses",
    "dev",
    answersOf({
      ...USUAL,
      storageClasses: [
        made("gp3", "2026-01-01T00:00:00Z", storageClass("gp3", "ebs.csi.aws.com", true)),
        made("local", "2026-02-01T00:00:00Z", storageClass("local", "rancher.io/local-path", true)),
      ],
    }),
    ["storage!"],
    /StorageClass local of rancher/,
  ],
  [
    "a default StorageClass with the beta annotation and without a provisioner",
    "dev",
    answersOf({
      ...USUAL,
      storageClasses: [
        {
          metadata: {
            name: "disks",
            annotations: { "storageclass.beta.kubernetes.io/is-default-class": "true" },
          },
          provisioner: "kubernetes.io/no-provisioner",
          allowVolumeExpansion: true,
        },
        storageClass("fast", "ebs.csi.aws.com", true, false),
      ],
    }),
    ["storage!"],
    /StorageClass disks of kubernetes\.io\/no-provisioner/,
  ],
  [
    "an existing cert-manager that was installed with kubectl",
    "prod",
    answersOf({
      ...USUAL,
      kinds: [
        kind("certificates.cert-manager.io", {
          "kubectl.kubernetes.io/last-applied-configuration": "{}",
        }),
      ],
    }),
    ["kinds!"],
    /certificates\.cert-manager\.io of kubectl/,
  ],
  [
    "an existing namespace with Pod Security, and a terminating one",
    "dev",
    answersOf(USUAL, {
      namespaces: {
        status: 200,
        body: {
          items: [
            {
              metadata: {
                name: "monitoring",
                labels: { "pod-security.kubernetes.io/enforce": "baseline" },
              },
            },
            {
              metadata: { name: "autodealgenie", labels: {} },
              status: { phase: "Terminating" },
            },
            { metadata: { name: "shop" }, status: { phase: "Terminating" } },
          ],
        },
      },
    }),
    ["namespaces!", "namespaces!"],
    /with Pod Security baseline|autodealgenie is Terminating/,
  ],
  [
    "user IDs that the cluster rejects",
    "dev",
    answersOf({
      ...USUAL,
      kinds: [kind("securitycontextconstraints.security.openshift.io")],
    }),
    ["security context!"],
    /and \d+ workloads with runAsUser/,
  ],
  [
    "a quota that is too small",
    "dev",
    answersOf(USUAL, {
      monitoringQuotas: {
        status: 200,
        body: {
          items: [
            {
              metadata: { name: "small" },
              spec: {
                hard: { pods: "100", "requests.memory": "100Mi", "requests.storage": "1Ti" },
              },
            },
          ],
        },
      },
    }),
    ["quotas!"],
    /ResourceQuota small with 100Mi/,
  ],
  [
    "a node-local DNS cache that the settings do not name",
    "dev",
    answersOf({
      ...USUAL,
      daemonSets: [daemonSet("cilium"), nodeLocalDns(["169.254.20.11", "fd00:96::a"])],
    }),
    ["DNS!"],
    /169\.254\.20\.11 on port 53, fd00:96::a on port 53/,
  ],
  [
    "DNS pods on the host network",
    "dev",
    answersOf({ ...USUAL, dns: [{ ...USUAL.dns[0]!, hostNetwork: true }] }),
    ["DNS!"],
    /10\.42\.0\.2 on port 53/,
  ],
  [
    "DNS pods on the host network with a different port",
    "dev",
    answersOf({ ...USUAL, dns: [{ ...USUAL.dns[0]!, hostNetwork: true, port: 5353 }] }),
    ["DNS!", "DNS!"],
    /10\.42\.0\.[23] on port 5353/,
  ],
  ["a missing DNS Service", "dev", answersOf({ ...USUAL, dns: [] }), ["DNS"], /no Service/],
  [
    "a cluster without any StorageClass",
    "dev",
    answersOf({ ...USUAL, storageClasses: [] }),
    ["storage!"],
    /no StorageClass at all/,
  ],
  [
    "kubelets without volume statistics",
    "dev",
    answersOf(USUAL, {
      kubelets: answersOf(USUAL).kubelets.map((each) => ({
        ...each,
        measured: { status: 200, body: [] },
      })),
    }),
    ["volume statistics"],
    /on node-1/,
  ],
  [
    "kubelet certificate requests that are not approved",
    "dev",
    answersOf(USUAL, {
      signingRequests: {
        status: 200,
        body: {
          items: [
            {
              metadata: { name: "csr-1" },
              spec: { signerName: "kubernetes.io/kubelet-serving" },
              status: {},
            },
          ],
        },
      },
    }),
    ["kubelets!"],
    /1 pending requests to kubernetes\.io\/kubelet-serving/,
  ],
  [
    "a cluster without the metrics API",
    "prod",
    answersOf({ ...USUAL, metricsApi: false }),
    ["metrics API!"],
    /no metrics\.k8s\.io/,
  ],
  [
    "an IngressClass with a different name",
    "prod",
    answersOf({ ...USUAL, ingressClasses: [ingressClass("edge", "k8s.io/ingress-nginx")] }),
    ["ingress!"],
    /edge of k8s\.io\/ingress-nginx/,
  ],
  [
    "an IngressClass with a different controller",
    "prod",
    answersOf({
      ...USUAL,
      ingressClasses: [ingressClass("nginx", "nginx.org/ingress-controller")],
    }),
    ["ingress!"],
    /nginx of nginx\.org/,
  ],
  [
    "an ingress controller in another namespace",
    "prod",
    answersOf(USUAL, { deployments: controller("edge", []) }),
    ["ingress!"],
    /ingress-nginx-controller in edge/,
  ],
  [
    "an ingress controller without --publish-service",
    "prod",
    answersOf(USUAL, { deployments: controller("ingress-nginx", []) }),
    ["ingress!"],
    /without --publish-service/,
  ],
  [
    "a load balancer without an address",
    "prod",
    answersOf(USUAL, {
      deployments: controller("ingress-nginx", ["--publish-service=$(POD_NAMESPACE)/edge"]),
      ingressServices: {
        status: 200,
        body: {
          items: [{ metadata: { name: "edge" }, spec: { type: "LoadBalancer" }, status: {} }],
        },
      },
    }),
    ["ingress!"],
    /Service ingress-nginx\/edge/,
  ],
  [
    "another Prometheus that would select the stack's ServiceMonitors",
    "dev",
    answersOf(USUAL, {
      prometheuses: {
        status: 200,
        body: {
          items: [
            {
              metadata: { name: "k8s", namespace: "observability" },
              spec: {
                serviceMonitorSelector: {},
                serviceMonitorNamespaceSelector: {
                  matchExpressions: [
                    { key: "kubernetes.io/metadata.name", operator: "NotIn", values: ["shop"] },
                  ],
                },
              },
            },
            {
              metadata: { name: "narrow", namespace: "observability" },
              spec: { serviceMonitorSelector: {} },
            },
            {
              metadata: { name: "none", namespace: "monitoring" },
              spec: { serviceMonitorSelector: null },
            },
          ],
        },
      },
    }),
    ["prometheus-operator"],
    /Prometheus observability\/k8s/,
  ],
];

/** A kind with one manager for its fields and another for its status. */
function written(manager: string, other: string): Named {
  const managedFields = [{ manager }, { manager: other, subresource: "status" }];
  return { metadata: { name: "servicemonitors.monitoring.coreos.com", managedFields } };
}

function made(name: string, creationTimestamp: string, each: StorageClass): StorageClass {
  return { ...each, metadata: { ...each.metadata, name, creationTimestamp } };
}

function controller(namespace: string, args: readonly string[]): Answers["deployments"] {
  const { spec } = daemonSet("controller", {
    args: ["/nginx-ingress-controller", "--ingress-class=nginx", ...args],
  });
  return {
    status: 200,
    body: { items: [{ metadata: { name: "ingress-nginx-controller", namespace }, spec }] },
  };
}
