import { autoscalerOf } from "../../tools/render/objects";
import { kubectlGet } from "../cluster/kubectl";
import { identityOf, type KubeObject } from "./object";

interface Scaled extends KubeObject {
  readonly spec: { readonly replicas?: number };
}

/**
 * The objects, where those with an autoscaler get the number of replicas that is live, if they are live. Pulumi does
 * the same, because it is told to ignore the field: see SCALED in infra/kubernetes/register.ts.
 */
export async function asScaled(objects: readonly KubeObject[]): Promise<readonly KubeObject[]> {
  const scaled = new Set(objects.filter((object) => autoscalerOf(object, objects)));
  if (scaled.size === 0) return objects;
  const { items } = await kubectlGet<{ readonly items: readonly Scaled[] }>([
    "deployments",
    "--all-namespaces",
  ]);
  const live = new Map(items.map((item) => [identityOf(item), item.spec.replicas]));
  return objects.map((object) => {
    const replicas = live.get(identityOf(object));
    if (!scaled.has(object) || replicas === undefined) return object;
    return { ...object, spec: { ...(object as Scaled).spec, replicas } };
  });
}
