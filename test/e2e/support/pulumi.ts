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

/** A stack's settings, and secrets that are others than the local cluster's. */
export interface Given {
  readonly settings: LabSettings;
  readonly secrets?: Readonly<Record<string, string>>;
}

/** How much faster than real a stack runs. */
export function timeScaleOf(stack: StackName): number {
  return stack === "prod" ? PROD_TIME_SCALE : TIME_SCALE;
}

/** The stack with what it is given. */
export function stackWith({ settings, secrets = {} }: Given, name: StackName): Promise<Stack> {
  const given = stackSettings(timeScaleOf(name), settings, name);
  return pulumiStack(name, { ...given, secrets: { ...given.secrets, ...secrets } });
}

/** Makes the volumes that a stack needs with some settings: the local cluster makes none by itself. */
export async function provideVolumes(settings: LabSettings, stack: StackName): Promise<void> {
  const timeScale = timeScaleOf(stack);
  const volumes = volumesFor(await stackObjects({ timeScale, settings, stack }));
  await makeVolumes(volumes, () => undefined);
  await bring(volumes);
}

/** Every pod of the stack that is to stay, by its name's application. */
export async function podsNow(): Promise<readonly Pod[]> {
  const found = await Promise.all(
    [MONITORING, APPLICATION].map((namespace) =>
      kubectlGet<{ items: readonly Pod[] }>(["pods", `--namespace=${namespace}`]),
    ),
  );
  return found
    .flatMap(({ items }) => items)
    .filter(({ metadata }) => metadata.deletionTimestamp === undefined);
}

const appOf = ({ metadata }: Pod) => metadata.labels?.["app.kubernetes.io/name"] ?? metadata.name;

/** The applications of which pods were restarted or had to make room for others. More or fewer pods alone are neither. */
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
