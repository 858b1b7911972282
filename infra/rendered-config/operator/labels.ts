/**
 * The operator adds `namespace="<its own>"` to every route and inhibition of an AlertmanagerConfig, so that nobody hears of
 * other people's alerts (`alertmanagerConfigMatcherStrategy`, by default OnNamespace). So each alert of ours says the
 * namespace of that object, and what its series say of a namespace stands in `exported_namespace`, as Prometheus itself calls a
 * label that has to make room for one of the same name.
 */
export const NAMESPACE = "namespace";
export const SERIES_NAMESPACE = "exported_namespace";

/**
 * Tells our alerts from others that say the same namespace: those of the operator's own servers, where they are in it, too, and
 * all there are where its Alertmanager adds no namespace.
 */
export const PART_OF = { label: "part_of", value: "autodealgenie" } as const;

/** Labels by which alerts are grouped, or are the same: that of the series' namespace under its other name. */
export function renamed(labels: readonly string[]): readonly string[] {
  return labels.map((label) => (label === NAMESPACE ? SERIES_NAMESPACE : label));
}
