import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource";
import { Deployment } from "@pulumi/kubernetes/apps/v1/deployment";
import { StatefulSet } from "@pulumi/kubernetes/apps/v1/statefulSet";
import { HorizontalPodAutoscaler } from "@pulumi/kubernetes/autoscaling/v2/horizontalPodAutoscaler";
import { CronJob } from "@pulumi/kubernetes/batch/v1/cronJob";
import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap";
import { PersistentVolumeClaim } from "@pulumi/kubernetes/core/v1/persistentVolumeClaim";
import { Secret } from "@pulumi/kubernetes/core/v1/secret";
import { Service } from "@pulumi/kubernetes/core/v1/service";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1/serviceAccount";
import { Ingress } from "@pulumi/kubernetes/networking/v1/ingress";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1/networkPolicy";
import { PodDisruptionBudget } from "@pulumi/kubernetes/policy/v1/podDisruptionBudget";
import { ClusterRole } from "@pulumi/kubernetes/rbac/v1/clusterRole";
import { ClusterRoleBinding } from "@pulumi/kubernetes/rbac/v1/clusterRoleBinding";
import { Role } from "@pulumi/kubernetes/rbac/v1/role";
import { RoleBinding } from "@pulumi/kubernetes/rbac/v1/roleBinding";
import { PriorityClass } from "@pulumi/kubernetes/scheduling/v1/priorityClass";
import * as pulumi from "@pulumi/pulumi";

import type { SecretSource } from "../settings/secretSources";
import { restartedByPasswords } from "./generatedPasswords";
import { isServer } from "./server";
import type { Server, Workload } from "./server";
import type { KubernetesObject, PriorityClass as PriorityClassObject } from "../objects/kubernetes";
import type { SecretShape } from "./secret";

/** What is only known during deployment, and what must exist before the servers. */
export interface Surroundings {
  /** The value of a secret. */
  readonly valueOf: (source: SecretSource) => pulumi.Input<string>;
  /** Namespaces, and the CRD of ServiceMonitors. @default nothing */
  readonly after?: readonly pulumi.Resource[];
}

/**
 * The field that an autoscaler sets. It is still written, because removing it would make the API server use one replica until
 * the autoscaler acts. For ignored fields, the provider sends the cluster's current value, or leaves them to their owner:
 * `handleSSAIgnoreFields` in https://github.com/pulumi/pulumi-kubernetes/blob/master/provider/pkg/await/await.go
 */
export const SCALED = ["spec.replicas"] as const;

/** Registers a workload's objects as the children of its component, starting with what its pods mount. */
export function registerWorkload(
  component: pulumi.ComponentResource,
  workload: Workload,
  { valueOf, after = [] }: Surroundings,
): void {
  const child = { parent: component, dependsOn: [...after] };
  const mounted: pulumi.Resource[] = [
    workload.account,
    ...workload.configMaps,
    ...workload.roles,
  ].map((object) => register(object, child));
  if (workload.secret) mounted.push(registerSecret(workload.secret, valueOf, child));
  for (const certificate of workload.certificates ?? []) register(certificate, child);
  if (isServer(workload)) registerEndpoints(workload, child);
  const resource = register(restartedByPasswords(workload, valueOf), {
    ...child,
    dependsOn: [...after, ...mounted],
    ...(isServer(workload) && workload.autoscaler && { ignoreChanges: [...SCALED] }),
  });
  if (!isServer(workload)) return;
  const beside = { ...child, dependsOn: [...after, resource] };
  if (workload.budget) register(workload.budget, beside);
  if (workload.autoscaler) register(workload.autoscaler, beside);
}

function registerEndpoints(server: Server, child: pulumi.CustomResourceOptions): void {
  register(server.service, child);
  if (server.governing) register(server.governing, child);
  for (const ingress of server.ingresses ?? []) register(ingress, child);
  if (server.monitor) register(server.monitor, child);
  if (server.sidecar) {
    register(server.sidecar.service, child);
    register(server.sidecar.monitor, child);
  }
}

/** Registers a Secret with the values of its sources. */
export function registerSecret(
  { metadata, sources }: SecretShape,
  valueOf: Surroundings["valueOf"],
  opts: pulumi.CustomResourceOptions,
): Secret {
  const stringData = Object.fromEntries(
    Object.entries(sources).flatMap(([key, source]) =>
      source ? [[key, pulumi.secret(valueOf(source))]] : [],
    ),
  );
  return new Secret(metadata.name, { metadata, type: "Opaque", stringData }, opts);
}

/**
 * The fields of a StatefulSet that the API server never changes. They are listed here because not every version of the provider
 * replaces a StatefulSet for a new volume size. The old one is deleted first, because both have the same name, and its pods are
 * kept.
 */
const REPLACED = {
  deleteBeforeReplace: true,
  replaceOnChanges: [
    "spec.podManagementPolicy",
    "spec.selector",
    "spec.serviceName",
    "spec.volumeClaimTemplates",
  ],
};

/** Registers one object without changes. */
export function register(
  object: KubernetesObject | PriorityClassObject,
  opts: pulumi.CustomResourceOptions,
): pulumi.CustomResource {
  const { name } = object.metadata;
  switch (object.kind) {
    case "ConfigMap":
      return new ConfigMap(name, object, opts);
    case "Service":
      return new Service(name, object, opts);
    case "ServiceAccount":
      return new ServiceAccount(name, object, opts);
    case "Secret":
      // Kubernetes writes its contents, so Pulumi must ignore changes of them.
      return new Secret(name, object, { ...opts, ignoreChanges: ["data"] });
    case "Role":
      // Prometheus has the same role in each namespace that it scrapes.
      return new Role(`${name}-${object.metadata.namespace}`, object, opts);
    case "RoleBinding":
      return new RoleBinding(`${name}-${object.metadata.namespace}`, object, opts);
    case "ClusterRole":
      return new ClusterRole(name, object, opts);
    case "ClusterRoleBinding":
      return new ClusterRoleBinding(name, object, opts);
    case "NetworkPolicy":
      // Both namespaces have a default deny policy.
      return new NetworkPolicy(`${name}-${object.metadata.namespace}`, object, opts);
    case "Deployment":
      return new Deployment(name, object, opts);
    case "StatefulSet":
      return new StatefulSet(name, object, { ...opts, ...REPLACED });
    case "CronJob":
      return new CronJob(name, object, opts);
    case "PersistentVolumeClaim":
      return new PersistentVolumeClaim(`${name}-${object.metadata.namespace}`, object, opts);
    case "PodDisruptionBudget":
      return new PodDisruptionBudget(name, object, opts);
    case "HorizontalPodAutoscaler":
      return new HorizontalPodAutoscaler(name, object, opts);
    case "PriorityClass":
      return new PriorityClass(name, object, opts);
    case "Ingress":
      return new Ingress(name, object, opts);
    case "Issuer":
    case "Certificate":
      // Both namespaces have issuers of the same names.
      return new CustomResource(`${name}-${object.metadata.namespace}`, object, opts);
    case "ServiceMonitor":
    case "PrometheusRule":
    case "AlertmanagerConfig":
    case "ScrapeConfig":
      return new CustomResource(name, object, opts);
  }
}
