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
    "a server that is too old",
    "dev",
    answersOf({ ...USUAL, version: "v1.28.4" }),
    ["version!"],
    /version v1\.28\.4/,
  ],
  [
    "a server that needs a feature gate",
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
    "a kind of Helm's",
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
    "a kind of a chart's folder crds, on which Helm leaves no mark",
    "dev",
    answersOf({
      ...USUAL,
      kinds: [written("helm", "kube-apiserver")],
    }),
    ["kinds!"],
    /servicemonitors\.monitoring\.coreos\.com of helm$/,
  ],
  [
    "a kind of the cluster's own",
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
    "a default StorageClass that is marked as it was until Kubernetes 1.6, and made by hand",
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
    "cert-manager of somebody else",
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
    "a namespace of somebody else",
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
    "user ids that the cluster refuses",
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
    "a cache on each node that nobody named",
    "dev",
    answersOf({
      ...USUAL,
      daemonSets: [daemonSet("cilium"), nodeLocalDns(["169.254.20.11", "fd00:96::a"])],
    }),
    ["DNS!"],
    /169\.254\.20\.11 on port 53, fd00:96::a on port 53/,
  ],
  [
    "DNS with its nodes' network",
    "dev",
    answersOf({ ...USUAL, dns: [{ ...USUAL.dns[0]!, hostNetwork: true }] }),
    ["DNS!"],
    /10\.42\.0\.2 on port 53/,
  ],
  [
    "DNS with its nodes' network, on a port of its own",
    "dev",
    answersOf({ ...USUAL, dns: [{ ...USUAL.dns[0]!, hostNetwork: true, port: 5353 }] }),
    ["DNS!", "DNS!"],
    /10\.42\.0\.[23] on port 5353/,
  ],
  ["nobody who answers DNS", "dev", answersOf({ ...USUAL, dns: [] }), ["DNS"], /no Service/],
  [
    "no StorageClass at all",
    "dev",
    answersOf({ ...USUAL, storageClasses: [] }),
    ["storage!"],
    /no StorageClass at all/,
  ],
  [
    "volumes that nobody measures",
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
    "certificates that nobody approves",
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
    "no metrics API",
    "prod",
    answersOf({ ...USUAL, metricsApi: false }),
    ["metrics API!"],
    /no metrics\.k8s\.io/,
  ],
  [
    "a class of another name",
    "prod",
    answersOf({ ...USUAL, ingressClasses: [ingressClass("edge", "k8s.io/ingress-nginx")] }),
    ["ingress!"],
    /edge of k8s\.io\/ingress-nginx/,
  ],
  [
    "another controller behind the class",
    "prod",
    answersOf({
      ...USUAL,
      ingressClasses: [ingressClass("nginx", "nginx.org/ingress-controller")],
    }),
    ["ingress!"],
    /nginx of nginx\.org/,
  ],
  [
    "a controller in another namespace",
    "prod",
    answersOf(USUAL, { deployments: controller("edge", []) }),
    ["ingress!"],
    /ingress-nginx-controller in edge/,
  ],
  [
    "a controller that publishes nothing",
    "prod",
    answersOf(USUAL, { deployments: controller("ingress-nginx", []) }),
    ["ingress!"],
    /without --publish-service/,
  ],
  [
    "a balancer without an address",
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
    "another Prometheus that would have our monitors",
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
