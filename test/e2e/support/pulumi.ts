import type { Stack } from "@pulumi/pulumi/automation";

import { APPLICATION, MONITORING } from "../../../infra/objects/names";
import { restartsOf, type Pod } from "../../../lab/clients/pods";
import { kubectlGet } from "../../../lab/cluster/kubectl";
import { bring } from "../../../lab/deploy/apply";
import type { LabSettings } from "../../../lab/deploy/labSettings";
import { stackObjects, stackSettings } from "../../../lab/deploy/stack";
import { makeVolumes, volumesFor } from "../../../lab/deploy/volumes";
import { pulumiStack } from "../../../lab/pulumi/stack";
import type { StackName } from "../../../tools/render/render";
import { PROD_TIME_SCALE, TIME_SCALE } from "./scale";

/** A stack's settings, and the secrets that differ from the local cluster's. */
export interface Given {
  readonly settings: LabSettings;
  readonly secrets?: Readonly<Record<string, string>>;
}

/** The time scale of a stack. */
export function timeScaleOf(stack: StackName): number {
  return stack === "prod" ? PROD_TIME_SCALE : TIME_SCALE;
}

/** The stack with some settings and secrets. */
export function stackWith({ settings, secrets = {} }: Given, name: StackName): Promise<Stack> {
  const given = stackSettings(timeScaleOf(name), settings, name);
  return pulumiStack(name, { ...given, secrets: { ...given.secrets, ...secrets } });
}

/** Creates the volumes that a stack with some settings needs: the local cluster has no provisioner. */
export async function provideVolumes(settings: LabSettings, stack: StackName): Promise<void> {
  const timeScale = timeScaleOf(stack);
  const volumes = volumesFor(await stackObjects({ timeScale, settings, stack }));
  await makeVolumes(volumes, () => undefined);
  await bring(volumes);
}

/** All of the stack's pods that neither are being deleted nor have ended. */
export async function podsNow(): Promise<readonly Pod[]> {
  const found = await Promise.all(
    [MONITORING, APPLICATION].map((namespace) =>
      kubectlGet<{ items: readonly Pod[] }>(["pods", `--namespace=${namespace}`]),
    ),
  );
  return found
    .flatMap(({ items }) => items)
    .filter(
      // A backup that has ended is never Ready again.
      ({ metadata, status }) =>
        metadata.deletionTimestamp === undefined && status.phase !== "Succeeded",
    );
}

interface Rolling {
  readonly metadata: { readonly name: string; readonly generation: number };
  readonly spec: { readonly replicas: number };
  readonly status: {
    readonly observedGeneration?: number;
    readonly replicas?: number;
    readonly updatedReplicas?: number;
    readonly availableReplicas?: number;
  };
}

/**
 * The workloads whose pods are still being replaced. Pulumi may have read a StatefulSet's status before its controller
 * updated it, and then does not wait for it.
 */
export async function rollingOut(): Promise<readonly string[]> {
  const found = await Promise.all(
    [MONITORING, APPLICATION].map((namespace) =>
      kubectlGet<{ items: readonly Rolling[] }>([
        "deployments,statefulsets",
        `--namespace=${namespace}`,
      ]),
    ),
  );
  return found
    .flatMap(({ items }) => items)
    .filter(({ metadata, spec: { replicas }, status }) => {
      const { observedGeneration = 0, updatedReplicas = 0, availableReplicas = 0 } = status;
      const isDone =
        observedGeneration >= metadata.generation &&
        [status.replicas ?? 0, updatedReplicas, availableReplicas].every((n) => n === replicas);
      return !isDone;
    })
    .map(({ metadata }) => metadata.name);
}

const appOf = ({ metadata }: Pod) => metadata.labels?.["app.kubernetes.io/name"] ?? metadata.name;

/** The applications whose pods were restarted or replaced. A different number of pods alone does not count. */
export function renewed(before: readonly Pod[], after: readonly Pod[]): readonly string[] {
  const of = (pods: readonly Pod[], app: string) => pods.filter((pod) => appOf(pod) === app);
  return [...new Set(before.map(appOf))].sort().filter((app) => {
    const [old, now] = [of(before, app), of(after, app)];
    const same = old.filter((pod) =>
      now.some(
        (each) => each.metadata.uid === pod.metadata.uid && restartsOf(each) === restartsOf(pod),
      ),
    );
    return same.length < Math.min(old.length, now.length);
  });
}
