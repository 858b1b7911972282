import type { KubernetesManifest } from "../../render/objects";

/** `monitoring/prometheus` */
export function placeOf({ metadata: { namespace, name } }: KubernetesManifest): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}
