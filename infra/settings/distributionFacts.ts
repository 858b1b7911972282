import { z } from "zod";

/** The properties of a distribution's default StorageClass. */
export interface Storage {
  /** Whether there is one. */
  readonly defaultClass: boolean;
  /** Whether its volumes can grow. */
  readonly expands: boolean;
  /** Whether the kubelets export metrics for its volumes: `kubelet_volume_stats_*`. */
  readonly measured: boolean;
}

/**
 * Who signs the kubelets' serving certificates: the cluster's CA, another CA of the distribution, or each kubelet
 * itself.
 */
export const KUBELET_CERTIFICATES = ["cluster", "other", "selfSigned"] as const;

/** The ingress controller that comes with a distribution. */
export interface KnownIngress {
  readonly namespace: string;
  /** The name of its IngressClass, if it supports the annotations of ingress-nginx. */
  readonly className?: string;
}

/** The facts about a distribution beside its network. */
export interface Facts {
  readonly storage: Storage;
  readonly kubeletCertificates: (typeof KUBELET_CERTIFICATES)[number];
  /**
   * Whether pods may use the user ids of their images: false if each namespace is assigned its own ids, and others are
   * rejected.
   */
  readonly fixedUserIds: boolean;
  /** Left out: the distribution has none. */
  readonly ingress?: KnownIngress;
}

const DRIVER: Storage = { defaultClass: true, expands: true, measured: true };
/**
 * Directories of a node, which cannot be expanded and which the kubelet does not measure: hostPath has no volume
 * metrics (kubernetes/kubernetes, pkg/volume/hostpath/host_path.go).
 */
const HOST_PATH: Storage = { defaultClass: true, expands: false, measured: false };

/** Assumed if nothing else is known: `npm run preflight` asks the cluster itself. */
const USUAL: Facts = { storage: DRIVER, kubeletCertificates: "cluster", fixedUserIds: true };

/**
 * kubeadm lets each kubelet sign its own certificate:
 * https://kubernetes.io/docs/tasks/administer-cluster/kubeadm/kubeadm-certs/#kubelet-serving-certs
 */
const SELF_SIGNED = "selfSigned";

/** By the name of the distribution; a stack can override each fact separately. */
export const FACTS = {
  // https://cloud.google.com/kubernetes-engine/docs/how-to/persistent-volumes/gce-pd-csi-driver: standard-rwo.
  gke: USUAL,
  // https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions-extended.html: from 1.30 on, gp2 is not the
  // default. https://docs.aws.amazon.com/eks/latest/userguide/cert-signing.html: kubelets' certificates are signed.
  eks: { ...USUAL, storage: { ...DRIVER, defaultClass: false } },
  // https://learn.microsoft.com/azure/aks/azure-disk-csi: its classes expand.
  // https://learn.microsoft.com/azure/aks/app-routing: an ingress-nginx, if the add-on is enabled.
  aks: {
    ...USUAL,
    ingress: { namespace: "app-routing-system", className: "webapprouting.kubernetes.azure.com" },
  },
  // Its own Prometheus trusts kubelet-serving-ca-bundle, and not the cluster's CA, for the kubelets:
  // openshift/cluster-monitoring-operator, jsonnet/components/control-plane.libsonnet.
  // https://docs.openshift.com/container-platform/latest/networking/ingress-operator.html: the router is HAProxy.
  // https://docs.openshift.com/container-platform/latest/authentication/managing-security-context-constraints.html
  openshift: {
    ...USUAL,
    kubeletCertificates: "other",
    fixedUserIds: false,
    ingress: { namespace: "openshift-ingress" },
  },
  // https://docs.k3s.io/add-ons/storage; https://github.com/rancher/local-path-provisioner/issues/44.
  // https://docs.k3s.io/cli/certificate: kubelets' certificates are signed by the server's CA.
  // https://docs.k3s.io/networking/networking-services: Traefik.
  k3s: { ...USUAL, storage: HOST_PATH, ingress: { namespace: "kube-system" } },
  // https://minikube.sigs.k8s.io/docs/handbook/persistent_volumes/; it uses kubeadm.
  // https://kubernetes.io/docs/tasks/access-application-cluster/ingress-minikube/: an ingress-nginx, if the addon is enabled.
  minikube: {
    ...USUAL,
    storage: HOST_PATH,
    kubeletCertificates: SELF_SIGNED,
    ingress: { namespace: "ingress-nginx", className: "nginx" },
  },
  // https://canonical.com/microk8s/docs/addon-hostpath-storage, if the addon is enabled.
  // https://canonical.com/microk8s/docs/addon-ingress: Traefik from 1.35 on, with any of its classes.
  microk8s: { ...USUAL, storage: HOST_PATH, ingress: { namespace: "ingress" } },
  // https://github.com/kubernetes-sigs/kind/issues/3643; it uses kubeadm.
  kind: { ...USUAL, storage: HOST_PATH, kubeletCertificates: SELF_SIGNED },
  other: USUAL,
} as const satisfies Record<string, Facts>;

/** The facts that a stack may state itself; they override what is known of the distribution. */
export const factSettings = {
  /** Of the default StorageClass. */
  storage: z
    .strictObject({
      /** Whether there is one. */
      defaultClass: z.boolean().optional(),
      /** Whether its volumes can grow. */
      expands: z.boolean().optional(),
      /** Whether the kubelets measure the stack's volumes, of whichever class. With false the alerts on them are left out. */
      measured: z.boolean().optional(),
    })
    .optional(),
  /** Who has signed the kubelets' certificates. */
  kubeletCertificates: z.enum(KUBELET_CERTIFICATES).optional(),
};
