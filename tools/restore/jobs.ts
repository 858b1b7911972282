import type { batch } from "@pulumi/kubernetes/types/input";
import type { Unwrap } from "@pulumi/pulumi";

import { RESTORE_GRAFANA } from "../../infra/components/backupGrafana";
import { IMPORT_SILENCES, SHOW_SILENCES } from "../../infra/components/backupSilences";
import {
  DUMP,
  FETCH_SCRIPT,
  LIST_SCRIPT,
  shell,
  SHOW_SCRIPT,
  STORE,
} from "../../infra/kubernetes/backup";
import type { Container, CronJob, PodTemplate, Volume } from "../../infra/objects/kubernetes";
import { podTemplateOf } from "../../infra/kubernetes/workload";
import { Problem } from "../problem";

/** A Job as plain data. */
export interface Job {
  readonly apiVersion: "batch/v1";
  readonly kind: "Job";
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels: Readonly<Record<string, string>>;
  };
  readonly spec: Unwrap<batch.v1.JobSpec>;
}

/**
 * The CronJob of a backup, from which other Jobs are made, with its images, secrets, service account and network
 * policy.
 */
export interface Backup {
  readonly cronJob: CronJob;
  readonly name: string;
}

/** A Job that lists the backups in the bucket. */
export function listJob(backup: Backup): Job {
  return jobOf(backup, [], [changed(backup, STORE, LIST_SCRIPT)]);
}

/** A Job that replaces Grafana's database with a backup. @param at the backup's name */
export function restoreGrafanaJob(backup: Backup, at: string): Job {
  const { initContainers = [] } = podOf(backup);
  const others = initContainers.filter(({ name }) => name !== DUMP);
  const fetch = { ...changed(backup, STORE, FETCH_SCRIPT, at), name: "fetch" };
  const restore = { ...changed(backup, DUMP, RESTORE_GRAFANA), name: "restore" };
  return jobOf(backup, [...others, fetch], [restore]);
}

/**
 * A Job whose container `store` prints the silences in a backup, and whose container `dump` prints the current ones.
 */
export function compareSilencesJob(backup: Backup, at: string): Job {
  return jobOf(
    backup,
    [],
    [changed(backup, STORE, SHOW_SCRIPT, at), changed(backup, DUMP, SHOW_SILENCES)],
  );
}

/** A Job that creates the silences in a ConfigMap, which it mounts in place of a backup's file. */
export function importSilencesJob(backup: Backup, configMap: string): Job {
  const volumes = (podOf(backup).volumes ?? []).map((volume): Volume =>
    volume.name === "work" ? { name: volume.name, configMap: { name: configMap } } : volume,
  );
  const restore = { ...changed(backup, DUMP, IMPORT_SILENCES), name: "restore" };
  return jobOf(backup, [], [restore], volumes);
}

/** The volumes stay the same by default, even if no container mounts them. */
function jobOf(
  { cronJob, name }: Backup,
  initContainers: readonly Container[],
  containers: readonly Container[],
  volumes?: readonly Volume[],
): Job {
  const { metadata, spec } = cronJob;
  const { template, ...rest } = spec.jobTemplate.spec;
  const pod: PodTemplate["spec"] = {
    ...template.spec,
    initContainers: [...initContainers],
    containers: [...containers],
    ...(volumes && { volumes: [...volumes] }),
  };
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    // No owner reference to the CronJob: this Job's success is not a backup.
    metadata: { name, namespace: metadata.namespace, labels: { ...metadata.labels } },
    // No retries: whoever restores should look at a failure first.
    spec: { ...rest, backoffLimit: 0, template: { ...template, spec: pod } },
  };
}

function changed(backup: Backup, name: string, script: string, at?: string): Container {
  const { initContainers = [], containers } = podOf(backup);
  const found = [...initContainers, ...containers].find((each) => each.name === name);
  if (!found) {
    throw new Problem(
      `CronJob ${backup.cronJob.metadata.name} has no container ${name}: it was deployed by another version of this project.`,
      "Restore with the deployed version, or deploy this version first.",
    );
  }
  const env = at === undefined ? [] : [{ name: "AT", value: at }];
  return {
    ...found,
    command: [...shell(script), name],
    ...(env.length > 0 && { env: [...(found.env ?? []), ...env] }),
  };
}

function podOf({ cronJob }: Backup): NonNullable<PodTemplate["spec"]> {
  return podTemplateOf(cronJob).spec ?? { containers: [] };
}
