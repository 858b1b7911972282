import { kubectlGet } from "../cluster/kubectl";
import { identityOf, type KubeObject } from "./object";

interface Scaled extends KubeObject {
  readonly spec: { readonly replicas?: number };
}

interface Autoscaler extends KubeObject {
  readonly spec: { readonly scaleTargetRef: { readonly kind: string; readonly name: string } };
}

/**
 * Objects of which those that an autoscaler scales have as many replicas as are there, where they are there. So does
 * Pulumi, which is told to ignore the field: see SCALED in infra/kubernetes/register.ts.
 */
export async function asScaled(objects: readonly KubeObject[]): Promise<readonly KubeObject[]> {
  const targets = new Set(
    objects
      .filter((object): object is Autoscaler => object.kind === "HorizontalPodAutoscaler")
      .map(({ metadata: { namespace = "" }, spec: { scaleTargetRef } }) =>
        [scaleTargetRef.kind, namespace, scaleTargetRef.name].join(" "),
      ),
  );
  if (targets.size === 0) return objects;
  const { items } = await kubectlGet<{ readonly items: readonly Scaled[] }>([
    "deployments",
    "--all-namespaces",
  ]);
  const live = new Map(items.map((item) => [identityOf(item), item.spec.replicas]));
  return objects.map((object) => {
    const { kind, metadata } = object;
    const replicas = live.get(identityOf(object));
    if (!targets.has([kind, metadata.namespace ?? "", metadata.name].join(" "))) return object;
    return replicas === undefined
      ? object
      : { ...object, spec: { ...(object as Scaled).spec, replicas } };
  });
}
