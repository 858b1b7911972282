/**
 * The operator adds `namespace="<its own>"` to every route and inhibition of an AlertmanagerConfig, so that they do not
 * apply to other people's alerts (`alertmanagerConfigMatcherStrategy`, by default OnNamespace). So each of our alerts
 * has the namespace of that object as its `namespace`, and the namespace of its series moves to `exported_namespace`,
 * Prometheus's own name for a label that is displaced by one of the same name.
 */
export const NAMESPACE = "namespace";
export const SERIES_NAMESPACE = "exported_namespace";

/**
 * Distinguishes our alerts from others with the same namespace label: those of the operator's own servers, if they are
 * in that namespace, too, and all others if its Alertmanager adds no namespace matcher.
 */
export const PART_OF = { label: "part_of", value: "autodealgenie" } as const;

/** Labels that alerts are grouped by or must share, with that of the series' namespace under its other name. */
export function renamed(labels: readonly string[]): readonly string[] {
  return labels.map((label) => (label === NAMESPACE ? SERIES_NAMESPACE : label));
}
