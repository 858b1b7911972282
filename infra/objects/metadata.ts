import { appLabels, type ComponentLabel, type Labels } from "./labels";
import type { NamespaceName, WatchedNamespace } from "./names";

/** Every object of ours is named, and names are kept: an address or a volume depends on them. */
export interface Metadata {
  readonly name: string;
  readonly namespace: NamespaceName;
  readonly labels: Labels;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** The metadata of rights, which may be in a namespace of somebody else's. */
export type RightsMetadata = Omit<Metadata, "namespace"> & { readonly namespace: WatchedNamespace };

/** The metadata of what belongs to the whole cluster. */
export type ClusterMetadata = Omit<Metadata, "namespace">;

/** The metadata that a server's objects share. */
export function metadataOf(
  name: string,
  namespace: NamespaceName,
  component: ComponentLabel,
): Metadata {
  return { name, namespace, labels: appLabels(name, component) };
}

/** By which kube-score is told, on an object, what not to hold against it. Whoever sets it says why. */
const IGNORE = "kube-score/ignore";

/** Annotations by which one more of kube-score's checks does not look at their object. */
export function ignoring(
  check: string,
  annotations: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const already = annotations[IGNORE];
  return { ...annotations, [IGNORE]: already === undefined ? check : `${already},${check}` };
}
