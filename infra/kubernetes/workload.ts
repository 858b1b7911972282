import { createHash } from "node:crypto";

import type { Quantity } from "../config/quantity";
import { selectorLabels } from "./labels";
import type { Metadata } from "./metadata";
import type {
  ConfigMap,
  Deployment,
  PodTemplate,
  Service,
  ServiceAccount,
  StatefulSet,
  Workload,
} from "./objects";

export function serviceAccount(metadata: Metadata): ServiceAccount {
  return {
    apiVersion: "v1",
    kind: "ServiceAccount",
    metadata,
    automountServiceAccountToken: false,
  };
}

/** A ConfigMap named `<server>-<suffix>`, whose name stays when its content changes. */
export function configMap(
  metadata: Metadata,
  suffix: string,
  data: Readonly<Record<string, string>>,
): ConfigMap {
  const name = `${metadata.name}-${suffix}`;
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { ...metadata, name },
    data: { ...data },
  };
}

/** Of the content of ConfigMaps: on a pod template it starts new pods when what they read at their start changes. */
export function checksum(configMaps: readonly ConfigMap[]): string {
  return createHash("sha256")
    .update(JSON.stringify(configMaps.map(({ data }) => data)))
    .digest("hex");
}

export interface DeploymentArgs {
  readonly metadata: Metadata;
  /** Left out: an autoscaler says how many. */
  readonly replicas?: number | undefined;
  readonly template: PodTemplate;
}

/** Replicas that are replaced one by one, each only once its successor is ready. */
export function deployment({ metadata, replicas, template }: DeploymentArgs): Deployment {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata,
    spec: {
      ...(replicas !== undefined && { replicas }),
      revisionHistoryLimit: 3,
      selector: { matchLabels: { ...selectorLabels(metadata.name) } },
      strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      template,
    },
  };
}

export interface StatefulSetArgs {
  readonly metadata: Metadata;
  /** The headless Service by which its pods have names. Left out: the one of its own name is headless. */
  readonly governing?: Service;
  readonly replicas: number;
  readonly template: PodTemplate;
  /** Left out: the server keeps nothing that must outlive its pod. */
  readonly storage?: { readonly size: Quantity; readonly storageClass: string | undefined };
}

/** Replicas with names and volumes of their own. */
export function statefulSet(args: StatefulSetArgs): StatefulSet {
  const { metadata, governing, replicas, template, storage } = args;
  return {
    apiVersion: "apps/v1",
    kind: "StatefulSet",
    metadata: {
      ...metadata,
      annotations: {
        ...metadata.annotations,
        // Must stand on the object before the first change that replaces it: then the pods and their
        // volumes outlive the replacement.
        "pulumi.com/deletionPropagationPolicy": "orphan",
      },
    },
    spec: {
      serviceName: governing?.metadata.name ?? metadata.name,
      replicas,
      revisionHistoryLimit: 3,
      podManagementPolicy: "Parallel",
      persistentVolumeClaimRetentionPolicy: { whenDeleted: "Retain", whenScaled: "Retain" },
      selector: { matchLabels: { ...selectorLabels(metadata.name) } },
      updateStrategy: { type: "RollingUpdate" },
      template,
      ...(storage && { volumeClaimTemplates: [claim(storage)] }),
    },
  };
}

function claim({ size, storageClass }: NonNullable<StatefulSetArgs["storage"]>) {
  return {
    // With its own kind, or the API server's copy differs from ours for ever.
    apiVersion: "v1" as const,
    kind: "PersistentVolumeClaim" as const,
    metadata: { name: "data" },
    spec: {
      accessModes: ["ReadWriteOnce"],
      volumeMode: "Filesystem",
      resources: { requests: { storage: size } },
      ...(storageClass !== undefined && { storageClassName: storageClass }),
    },
  };
}

/** A workload with some fields of its pods' replaced. */
export function withPodSpec(workload: Workload, more: Partial<PodTemplate["spec"]>): Workload {
  const { template } = workload.spec;
  const changed = { ...template, spec: { containers: [], ...template.spec, ...more } };
  // Apart, for a spread over both kinds would be of neither.
  return workload.kind === "Deployment"
    ? { ...workload, spec: { ...workload.spec, template: changed } }
    : { ...workload, spec: { ...workload.spec, template: changed } };
}
