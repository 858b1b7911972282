import type {
  apps,
  autoscaling,
  batch,
  core,
  networking,
  policy,
  rbac,
  scheduling,
} from "@pulumi/kubernetes/types/input";
import type { Unwrap } from "@pulumi/pulumi";

import type { ICertificate } from "@kubernetes-models/cert-manager/cert-manager.io/v1/Certificate";
import type { IIssuer } from "@kubernetes-models/cert-manager/cert-manager.io/v1/Issuer";
import type { IServiceMonitor } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/ServiceMonitor";
import type { ClusterMetadata, Metadata, RightsMetadata } from "./metadata";
import type { SecretSource } from "../settings/secretSources";
import type { Ask } from "./network/asks";
import type { ServerTls } from "./tls/server";

/** A Kubernetes object as plain data: nothing in it waits for anything else. */
type Plain<A extends string, K extends string, T, M = Metadata> = Readonly<
  Omit<Unwrap<T>, "apiVersion" | "kind" | "metadata" | "status" | "spec"> & {
    apiVersion: A;
    kind: K;
    metadata: M;
  } & ("spec" extends keyof T ? { spec: NonNullable<Unwrap<T["spec"]>> } : unknown)
>;

export type ConfigMap = Plain<"v1", "ConfigMap", core.v1.ConfigMap>;
export type Service = Plain<"v1", "Service", core.v1.Service>;
export type ServiceAccount = Plain<"v1", "ServiceAccount", core.v1.ServiceAccount>;
export type Deployment = Plain<"apps/v1", "Deployment", apps.v1.Deployment>;
export type StatefulSet = Plain<"apps/v1", "StatefulSet", apps.v1.StatefulSet>;
/** Runs pods to their end, again and again. */
export type CronJob = Plain<"batch/v1", "CronJob", batch.v1.CronJob> & {
  readonly spec: { readonly jobTemplate: { readonly spec: Unwrap<batch.v1.JobSpec> } };
};
export type PersistentVolumeClaim = Plain<
  "v1",
  "PersistentVolumeClaim",
  core.v1.PersistentVolumeClaim
>;
export type Role = Plain<"rbac.authorization.k8s.io/v1", "Role", rbac.v1.Role, RightsMetadata>;
export type RoleBinding = Plain<
  "rbac.authorization.k8s.io/v1",
  "RoleBinding",
  rbac.v1.RoleBinding,
  RightsMetadata
>;
export type ClusterRole = Plain<
  "rbac.authorization.k8s.io/v1",
  "ClusterRole",
  rbac.v1.ClusterRole,
  ClusterMetadata
>;
export type ClusterRoleBinding = Plain<
  "rbac.authorization.k8s.io/v1",
  "ClusterRoleBinding",
  rbac.v1.ClusterRoleBinding,
  ClusterMetadata
>;

export type NetworkPolicy = Plain<
  "networking.k8s.io/v1",
  "NetworkPolicy",
  networking.v1.NetworkPolicy
>;

export type Ingress = Plain<"networking.k8s.io/v1", "Ingress", networking.v1.Ingress>;

export type PodDisruptionBudget = Plain<
  "policy/v1",
  "PodDisruptionBudget",
  policy.v1.PodDisruptionBudget
>;
export type HorizontalPodAutoscaler = Plain<
  "autoscaling/v2",
  "HorizontalPodAutoscaler",
  autoscaling.v2.HorizontalPodAutoscaler
>;
export type PriorityClass = Plain<
  "scheduling.k8s.io/v1",
  "PriorityClass",
  scheduling.v1.PriorityClass,
  ClusterMetadata
>;

/** What gives an account its rights: in one namespace, or to what belongs to no namespace. */
export type AccessRule = Role | RoleBinding | ClusterRole | ClusterRoleBinding;

export interface ServiceMonitor {
  readonly apiVersion: "monitoring.coreos.com/v1";
  readonly kind: "ServiceMonitor";
  readonly metadata: Metadata;
  readonly spec: IServiceMonitor["spec"];
}

export interface Issuer {
  readonly apiVersion: "cert-manager.io/v1";
  readonly kind: "Issuer";
  readonly metadata: Metadata;
  readonly spec: NonNullable<IIssuer["spec"]>;
}

export interface Certificate {
  readonly apiVersion: "cert-manager.io/v1";
  readonly kind: "Certificate";
  readonly metadata: Metadata;
  readonly spec: NonNullable<ICertificate["spec"]>;
}

export type Container = Unwrap<core.v1.Container>;
export type Probe = Unwrap<core.v1.Probe>;
export type Volume = Unwrap<core.v1.Volume>;
export type VolumeMount = Unwrap<core.v1.VolumeMount>;
export type EnvVar = Unwrap<core.v1.EnvVar>;
export type PodTemplate = Unwrap<core.v1.PodTemplateSpec>;

/** What keeps the pods of a server running. */
export type ServerWorkload = Deployment | StatefulSet;
export type Workload = ServerWorkload | CronJob;
export type KubernetesObject =
  | ConfigMap
  | Service
  | ServiceAccount
  | AccessRule
  | NetworkPolicy
  | ServiceMonitor
  | Workload
  | PersistentVolumeClaim
  | PodDisruptionBudget
  | HorizontalPodAutoscaler
  | Ingress
  | Issuer
  | Certificate;

/** A Secret without its values, which are known only while deploying: it says where each comes from. */
export interface SecretShape<K extends string = string> {
  readonly metadata: Metadata;
  /** By key. The keys are the names of the files that a container sees. */
  readonly sources: Readonly<Partial<Record<K, SecretSource>>>;
}

/** What people reach of a server. */
export interface PublicEndpoint {
  /** The name of its Service's port. */
  readonly port: string;
  /** The beginnings of the paths that an Ingress leads to it. */
  readonly paths: readonly string[];
  /** What is below those and is not for people. ingress-nginx alone can keep them from it. */
  readonly closed?: string;
  /** Whether it asks people who they are. Else the ingress controller has to, where a stack says how. */
  readonly signsIn: boolean;
}

/** What a server and a task have in common. */
interface Base {
  /** Its own type in Pulumi's tree, after `autodealgenie:monitoring:`. Deployed stacks know it by that: it stays. */
  readonly type: string;
  readonly account: ServiceAccount;
  readonly configMaps: readonly ConfigMap[];
  readonly secret?: SecretShape;
  readonly roles: readonly AccessRule[];
  /** Whom it opens connections to. Left out: nobody. */
  readonly asks?: readonly Ask[];
  /** What it is shown to be who it is by. cert-manager makes a Secret of each. */
  readonly certificates?: readonly Certificate[];
}

/**
 * Everything that one server of the stack consists of. Plain data, so that its edges to other parts
 * can be checked before anything is registered.
 */
export interface Part extends Base {
  readonly service: Service;
  /** Gives the pods of a StatefulSet names, where `service` has an address and cannot. */
  readonly governing?: Service;
  /** Left out where an exporter speaks for the server. */
  readonly monitor?: ServiceMonitor;
  /** How it speaks TLS, where a stack's servers do. Undefined: it never does. */
  readonly tls: ServerTls | undefined;
  /** What people reach of it: in a browser, or through an Ingress. Undefined: only servers come to it. */
  readonly people: PublicEndpoint | undefined;
  /** What a second container of the same pods serves, under a name of its own. Left out: there is none. */
  readonly beside?: {
    readonly service: Service;
    readonly monitor: ServiceMonitor;
    readonly tls: ServerTls | undefined;
  };
  readonly workload: ServerWorkload;
  /** How many of its replicas a drain may take at a time. Left out: any. */
  readonly budget?: PodDisruptionBudget;
  /** Left out: the workload itself says how many replicas there are. */
  readonly autoscaler?: HorizontalPodAutoscaler;
  /** How people come to it. Left out: through no Ingress. */
  readonly ingresses?: readonly Ingress[];
}

/** The same of what is done again and again, by pods that end: it asks servers, and nobody asks it. */
export interface Task extends Base {
  readonly workload: CronJob;
}

/** A server or a task: whatever has pods of its own. */
export type Piece = Part | Task;

/** The pieces of a stack by name; those that its settings leave out are undefined. */
export type Pieces = Readonly<Record<string, Piece | undefined>>;

export function isServer(piece: Piece): piece is Part {
  return "service" in piece;
}
