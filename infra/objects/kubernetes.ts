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
import type { IPrometheusRule } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PrometheusRule";
import type { IServiceMonitor } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/ServiceMonitor";
import type { IAlertmanagerConfig } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1alpha1/AlertmanagerConfig";
import type { ClusterMetadata, Metadata, RightsMetadata } from "./metadata";

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

type KnownEndpoint = IServiceMonitor["spec"]["endpoints"][number];
/** With the fields of v0.85 that the package of types, which is older, lacks. */
type MonitorEndpoint = Omit<KnownEndpoint, "tlsConfig"> & {
  readonly trackTimestampsStaleness?: boolean;
  readonly noProxy?: string;
  readonly proxyFromEnvironment?: boolean;
  tlsConfig?: NonNullable<KnownEndpoint["tlsConfig"]> & {
    readonly minVersion?: string;
    readonly maxVersion?: string;
  };
};
type MonitorSpec = Omit<IServiceMonitor["spec"], "endpoints"> & {
  readonly endpoints: readonly MonitorEndpoint[];
  readonly selectorMechanism?: "RelabelConfig" | "RoleSelector";
  readonly keepDroppedTargets?: number;
  readonly bodySizeLimit?: string;
  readonly scrapeProtocols?: readonly string[];
  readonly fallbackScrapeProtocol?: string;
  readonly nativeHistogramBucketLimit?: number;
  readonly nativeHistogramMinBucketFactor?: number | string;
  readonly scrapeClassicHistograms?: boolean;
  readonly convertClassicHistogramsToNHCB?: boolean;
};

export interface ServiceMonitor {
  readonly apiVersion: "monitoring.coreos.com/v1";
  readonly kind: "ServiceMonitor";
  readonly metadata: Metadata;
  readonly spec: MonitorSpec;
}

/** Groups of rules for a Prometheus of prometheus-operator's. */
export interface PrometheusRule {
  readonly apiVersion: "monitoring.coreos.com/v1";
  readonly kind: "PrometheusRule";
  readonly metadata: Metadata;
  readonly spec: NonNullable<IPrometheusRule["spec"]>;
}

/** Routes, receivers and inhibitions for an Alertmanager of prometheus-operator's. */
export interface OperatorAlertmanagerConfig {
  readonly apiVersion: "monitoring.coreos.com/v1alpha1";
  readonly kind: "AlertmanagerConfig";
  readonly metadata: Metadata;
  readonly spec: NonNullable<IAlertmanagerConfig["spec"]>;
}

/** An entry of `scrape_configs` for a Prometheus of prometheus-operator's. */
export interface OperatorScrapeConfig {
  readonly apiVersion: "monitoring.coreos.com/v1alpha1";
  readonly kind: "ScrapeConfig";
  readonly metadata: Metadata;
  /** As far as it is used: the package's types are of an older version. */
  readonly spec: {
    readonly jobName: string;
    readonly scrapeInterval: string;
    readonly scrapeTimeout: string;
    readonly honorLabels: boolean;
    readonly trackTimestampsStaleness: boolean;
    readonly kubernetesSDConfigs: readonly { readonly role: "Node" }[];
    readonly scheme: "HTTP" | "HTTPS";
    readonly metricsPath: string;
    readonly authorization: {
      readonly credentials: { readonly name: string; readonly key: string };
    };
    readonly tlsConfig: {
      readonly ca: { readonly secret: { readonly name: string; readonly key: string } };
    };
    readonly relabelings: readonly OperatorRelabeling[];
    readonly metricRelabelings: readonly OperatorRelabeling[];
  };
}

type OperatorRelabeling = NonNullable<MonitorEndpoint["relabelings"]>[number];

/** A Secret that Kubernetes fills with a token of the account that it names, which lasts until the Secret is deleted. */
export interface AccountTokenSecret {
  readonly apiVersion: "v1";
  readonly kind: "Secret";
  readonly type: "kubernetes.io/service-account-token";
  readonly metadata: Metadata;
}

/** The kinds of prometheus-operator's that a stack has only beside an operator. */
export type OperatorObject = PrometheusRule | OperatorAlertmanagerConfig | OperatorScrapeConfig;

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
export type ServerResource = Deployment | StatefulSet;
export type WorkloadResource = ServerResource | CronJob;
export type KubernetesObject =
  | ConfigMap
  | Service
  | ServiceAccount
  | AccessRule
  | NetworkPolicy
  | ServiceMonitor
  | OperatorObject
  | AccountTokenSecret
  | WorkloadResource
  | PersistentVolumeClaim
  | PodDisruptionBudget
  | HorizontalPodAutoscaler
  | Ingress
  | Issuer
  | Certificate;
