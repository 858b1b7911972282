import { z } from "zod";

/** What a distribution's default StorageClass is like. */
export interface Storage {
  /** Whether there is one. */
  readonly defaultClass: boolean;
  /** Whether its volumes can grow. */
  readonly expands: boolean;
  /** Whether kubelets measure its volumes: `kubelet_volume_stats_*`. */
  readonly measured: boolean;
}

/** Who has signed what the kubelets show: the cluster's authority, one of the distribution's own, or each itself. */
export const KUBELET_CERTIFICATES = ["cluster", "other", "selfSigned"] as const;

/** The ingress controller that comes with a distribution. */
export interface KnownIngress {
  readonly namespace: string;
  /** Its class, where it heeds the annotations of ingress-nginx. */
  readonly className?: string;
}

/** What is known of a distribution beside its network. */
export interface Facts {
  readonly storage: Storage;
  readonly kubeletCertificates: (typeof KUBELET_CERTIFICATES)[number];
  /** Whether pods may name the users of their images: false where each namespace is given users, and others are refused. */
  readonly fixedUserIds: boolean;
  /** Left out: none comes with it. */
  readonly ingress?: KnownIngress;
}

const DRIVER: Storage = { defaultClass: true, expands: true, measured: true };
/**
 * Folders of a node, which no class expands and the kubelet does not measure: of what it mounts, hostPath has no metrics
 * (kubernetes/kubernetes, pkg/volume/hostpath/host_path.go).
 */
const HOST_PATH: Storage = { defaultClass: true, expands: false, measured: false };

/** Of whom nothing else is known, which is taken for right: `npm run preflight` asks the cluster itself. */
const USUAL: Facts = { storage: DRIVER, kubeletCertificates: "cluster", fixedUserIds: true };

/**
 * kubeadm has each kubelet sign its own:
 * https://kubernetes.io/docs/tasks/administer-cluster/kubeadm/kubeadm-certs/#kubelet-serving-certs
 */
const SELF_SIGNED = "selfSigned";

/** By the distribution's name; each can be said otherwise, alone. */
export const FACTS = {
  // https://cloud.google.com/kubernetes-engine/docs/how-to/persistent-volumes/gce-pd-csi-driver: standard-rwo.
  gke: USUAL,
  // https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions-extended.html: from 1.30 on gp2 is no default.
  // https://docs.aws.amazon.com/eks/latest/userguide/cert-signing.html: kubelets' certificates are signed.
  eks: { ...USUAL, storage: { ...DRIVER, defaultClass: false } },
  // https://learn.microsoft.com/azure/aks/azure-disk-csi: its classes expand.
  // https://learn.microsoft.com/azure/aks/app-routing: an ingress-nginx, where the add-on is on.
  aks: {
    ...USUAL,
    ingress: { namespace: "app-routing-system", className: "webapprouting.kubernetes.azure.com" },
  },
  // Its own Prometheus trusts kubelet-serving-ca-bundle, and not the cluster's authority, for the kubelets:
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
  // https://docs.k3s.io/cli/certificate: kubelets' certificates are signed by the server's authority.
  // https://docs.k3s.io/networking/networking-services: Traefik.
  k3s: { ...USUAL, storage: HOST_PATH, ingress: { namespace: "kube-system" } },
  // https://minikube.sigs.k8s.io/docs/handbook/persistent_volumes/; it is made by kubeadm.
  // https://kubernetes.io/docs/tasks/access-application-cluster/ingress-minikube/: an ingress-nginx, where the addon is on.
  minikube: {
    ...USUAL,
    storage: HOST_PATH,
    kubeletCertificates: SELF_SIGNED,
    ingress: { namespace: "ingress-nginx", className: "nginx" },
  },
  // https://canonical.com/microk8s/docs/addon-hostpath-storage, where the addon is on.
  // https://canonical.com/microk8s/docs/addon-ingress: Traefik from 1.35 on, under whichever of its classes.
  microk8s: { ...USUAL, storage: HOST_PATH, ingress: { namespace: "ingress" } },
  // https://github.com/kubernetes-sigs/kind/issues/3643; it is made by kubeadm.
  kind: { ...USUAL, storage: HOST_PATH, kubeletCertificates: SELF_SIGNED },
  other: USUAL,
} as const satisfies Record<string, Facts>;

/** What of that a stack says itself: whatever is said is known, and taken into account. */
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
