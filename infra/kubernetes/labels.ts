export type ComponentLabel =
  | "alert-router"
  | "backend"
  | "backup"
  | "cache"
  | "certificates"
  | "dashboards"
  | "database"
  | "exporter"
  | "metrics-archive"
  | "metrics-query"
  | "metrics-store"
  | "network";

export type Labels = Readonly<Record<string, string>>;

/** The labels that Kubernetes recommends, for an object of ours. */
export function appLabels(name: string, component: ComponentLabel): Labels {
  return {
    ...selectorLabels(name),
    "app.kubernetes.io/component": component,
    "app.kubernetes.io/managed-by": "pulumi",
  };
}

/** The labels that find an application's pods. A workload's selector can never change, so these must not either. */
export function selectorLabels(name: string): Labels {
  return { "app.kubernetes.io/name": name, "app.kubernetes.io/part-of": "autodealgenie" };
}

/** Whether labels have every label that is wanted; all do where none is. */
export function hasLabels(labels: Labels, wanted: Labels = {}): boolean {
  return Object.entries(wanted).every(([label, value]) => labels[label] === value);
}

/** Whether labels have every label that a selector asks for. An empty selector finds nothing of ours. */
export function selects(selector: Labels | undefined, labels: Labels): boolean {
  return Object.keys(selector ?? {}).length > 0 && hasLabels(labels, selector);
}
