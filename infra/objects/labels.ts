export type ComponentLabel =
  | "alert-router"
  | "backend"
  | "backup"
  | "cache"
  | "certificates"
  | "dashboards"
  | "database"
  | "exporter"
  | "messaging"
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
  return asksForAny(selector) && hasLabels(labels, selector);
}

/** Whether a selector asks for a label at all. */
export function asksForAny(selector: Labels | undefined): boolean {
  return Object.keys(selector ?? {}).length > 0;
}

/**
 * Finds those of many things that have every label that is wanted, in their order; all of them where none is. It looks
 * only at those with the rarest of the labels: one of a thousand servers is found without asking the others.
 */
export function byLabels<T>(
  things: readonly T[],
  labelsOf: (thing: T) => Labels,
): (wanted?: Labels) => readonly T[] {
  const having = new Map<string, T[]>();
  for (const thing of things) {
    for (const [label, value] of Object.entries(labelsOf(thing))) {
      const key = `${label}=${value}`;
      const same = having.get(key);
      if (same) same.push(thing);
      else having.set(key, [thing]);
    }
  }
  return (wanted = {}) => {
    let rarest = things;
    for (const [label, value] of Object.entries(wanted)) {
      const same = having.get(`${label}=${value}`) ?? [];
      if (same.length < rarest.length) rarest = same;
    }
    return rarest.filter((thing) => hasLabels(labelsOf(thing), wanted));
  };
}
