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

/** A ConfigMap named `<server>-<suffix>`, whose name does not change with its content. */
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

/** A checksum of ConfigMaps: on a pod template, it replaces pods when files that they read at startup change. */
export function checksum(configMaps: readonly ConfigMap[]): string {
  return createHash("sha256")
    .update(JSON.stringify(configMaps.map(({ data }) => data)))
    .digest("hex");
}

export interface DeploymentArgs {
  readonly metadata: Metadata;
  /** With an autoscaler, this is the initial number, which is its minimum. */
  readonly replicas: number;
  readonly template: PodTemplate;
}

/** Replicas that are replaced one at a time, each once its successor is ready. */
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
  /** The headless Service that names its pods. Left out: the one of its own name is headless. */
  readonly governing?: Service;
  readonly replicas: number;
  readonly template: PodTemplate;
  /** Left out: the server stores nothing that must outlive its pod. */
  readonly storage?: { readonly size: Quantity; readonly storageClass: string | undefined };
  /** How long a replica must be Ready before the next one is replaced. @default 0 */
  readonly minReadySeconds?: number | undefined;
}

/** Replicas with stable names and volumes. */
export function statefulSet(args: StatefulSetArgs): StatefulSet {
  const { metadata, governing, replicas, template, storage, minReadySeconds } = args;
  return {
    apiVersion: "apps/v1",
    kind: "StatefulSet",
    metadata: {
      ...metadata,
      annotations: {
        ...metadata.annotations,
        // Must be on the object before the first change that replaces it, so that the pods and their volumes survive the
        // replacement.
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
    // With its own kind; otherwise the API server's copy would always differ from ours.
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
  /** The schedule, in cron's notation and in UTC. */
  readonly schedule: string;
  /** The time limit of one run with all of its attempts. Seconds. */
  readonly deadlineSeconds: number;
  readonly template: PodTemplate;
}

/** How late a run may start, for instance after an outage of the control plane: until the next one is due. Seconds. */
const LATEST_START = 600;
/** How long the log of a run is kept: over a weekend. Seconds. */
const KEPT = 3 * 24 * 60 * 60;

/** A scheduled job, one run at a time. A failed run is retried twice. */
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
          // Never, not OnFailure: the logs of a failed attempt remain readable.
          template: {
            ...template,
            spec: { containers: [], ...template.spec, restartPolicy: "Never" },
          },
        },
      },
    },
  };
}

/** The contents of a workload's pods. */
export function podTemplateOf(resource: WorkloadResource): PodTemplate {
  return resource.kind === "CronJob"
    ? resource.spec.jobTemplate.spec.template
    : resource.spec.template;
}

/** A port of the pods, by its name or its number. @returns undefined if there is no such port */
export function podPortOf(resource: WorkloadResource, port: string | number | undefined) {
  const { containers = [] } = podTemplateOf(resource).spec ?? {};
  return containers
    .flatMap(({ ports = [] }) => ports)
    .find(
      ({ name, containerPort }) => port !== undefined && (port === name || port === containerPort),
    );
}

/** The labels of a workload's pods. Only network policies select those of a scheduled job. */
export function podSelectorOf(resource: WorkloadResource): Labels {
  return resource.kind === "CronJob"
    ? selectorLabels(resource.metadata.name)
    : (resource.spec.selector.matchLabels ?? {});
}

/** A workload with some fields of its pods replaced. */
export function withPodSpec<W extends WorkloadResource>(
  resource: W,
  more: Partial<PodTemplate["spec"]>,
): W {
  const template = podTemplateOf(resource);
  const changed = { ...template, spec: { containers: [], ...template.spec, ...more } };
  return withTemplate(resource, changed);
}

/** A workload with other pods. */
export function withTemplate<W extends WorkloadResource>(resource: W, template: PodTemplate): W {
  return replaced(resource, template) as W;
}

/** Separately for each kind, because a spread over the union type loses the kind. */
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
