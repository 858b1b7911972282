import { createHash } from "node:crypto";

import type { Quantity } from "../settings/quantity";
import { selectorLabels, type Labels } from "../objects/labels";
import type { Metadata } from "../objects/metadata";
import type {
  ConfigMap,
  CronJob,
  Deployment,
  PodTemplate,
  Service,
  ServiceAccount,
  StatefulSet,
  WorkloadResource,
} from "../objects/kubernetes";

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
  /** Where an autoscaler says how many, the number that it begins with, which is its least. */
  readonly replicas: number;
  readonly template: PodTemplate;
}

/** Replicas that are replaced one by one, each only once its successor is ready. */
export function deployment({ metadata, replicas, template }: DeploymentArgs): Deployment {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata,
    spec: {
      replicas,
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
  /** How long a replica has to have been Ready before the next one is replaced. @default 0 */
  readonly minReadySeconds?: number | undefined;
}

/** Replicas with names and volumes of their own. */
export function statefulSet(args: StatefulSetArgs): StatefulSet {
  const { metadata, governing, replicas, template, storage, minReadySeconds } = args;
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
      ...(minReadySeconds !== undefined && { minReadySeconds }),
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

export interface CronJobArgs {
  readonly metadata: Metadata;
  /** When, in cron's notation and in UTC. */
  readonly schedule: string;
  /** How long one run may take, with all of its attempts. Seconds. */
  readonly deadlineSeconds: number;
  readonly template: PodTemplate;
}

/** How late a run may begin, as after a control plane that was away: before it is the next one's time. Seconds. */
const LATEST_START = 600;
/** How long what a run said can be read, beside the last ones: over a weekend. Seconds. */
const KEPT = 3 * 24 * 60 * 60;

/** Pods that are run to their end at certain times, one run at a time. A run that fails is tried twice more. */
export function cronJob({ metadata, schedule, deadlineSeconds, template }: CronJobArgs): CronJob {
  return {
    apiVersion: "batch/v1",
    kind: "CronJob",
    metadata,
    spec: {
      schedule,
      timeZone: "Etc/UTC",
      concurrencyPolicy: "Forbid",
      startingDeadlineSeconds: LATEST_START,
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 3,
      jobTemplate: {
        metadata: { labels: { ...metadata.labels } },
        spec: {
          backoffLimit: 2,
          activeDeadlineSeconds: deadlineSeconds,
          ttlSecondsAfterFinished: KEPT,
          // Never, and not OnFailure: what a failed attempt said stays to be read.
          template: {
            ...template,
            spec: { containers: [], ...template.spec, restartPolicy: "Never" },
          },
        },
      },
    },
  };
}

/** What the pods of a workload are made of. */
export function podTemplateOf(resource: WorkloadResource): PodTemplate {
  return resource.kind === "CronJob"
    ? resource.spec.jobTemplate.spec.template
    : resource.spec.template;
}

/** The labels by which a workload's pods are known. Those of a scheduled job are selected by nothing but network policies. */
export function podSelectorOf(resource: WorkloadResource): Labels {
  return resource.kind === "CronJob"
    ? selectorLabels(resource.metadata.name)
    : (resource.spec.selector.matchLabels ?? {});
}

/** A workload with some fields of its pods' replaced. */
export function withPodSpec<W extends WorkloadResource>(
  resource: W,
  more: Partial<PodTemplate["spec"]>,
): W {
  const template = podTemplateOf(resource);
  const changed = { ...template, spec: { containers: [], ...template.spec, ...more } };
  return withTemplate(resource, changed);
}

/** A workload whose pods are made of something else. */
export function withTemplate<W extends WorkloadResource>(resource: W, template: PodTemplate): W {
  return replaced(resource, template) as W;
}

/** Each kind apart, for a spread over all would be of none. */
function replaced(resource: WorkloadResource, template: PodTemplate): WorkloadResource {
  switch (resource.kind) {
    case "Deployment":
      return { ...resource, spec: { ...resource.spec, template } };
    case "StatefulSet":
      return { ...resource, spec: { ...resource.spec, template } };
    case "CronJob": {
      const { jobTemplate } = resource.spec;
      const spec = { ...jobTemplate.spec, template };
      return { ...resource, spec: { ...resource.spec, jobTemplate: { ...jobTemplate, spec } } };
    }
  }
}
