import type { Stack } from "@pulumi/pulumi/automation";

import { APPLICATION, MONITORING } from "../../../infra/objects/names";
import { restartsOf, type Pod } from "../../../lab/clients/pods";
import { kubectlGet } from "../../../lab/cluster/kubectl";
import { bring } from "../../../lab/deploy/apply";
import { stackObjects, stackSettings, type LabSettings } from "../../../lab/deploy/stack";
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
