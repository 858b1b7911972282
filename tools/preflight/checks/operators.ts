import { endpointsOf } from "../../../infra/kubernetes/endpoints";
import { isKnown, itemsOf } from "../answers";
import type { Asked, Check } from "../asked";
import type { Finding } from "../finding";
import type { LabelSelector, Named, Operated, SelectedObjects } from "../objects";

type Labels = Readonly<Record<string, string>>;
type Found = Omit<Finding, "about">;

/**
 * Another Prometheus that would scrape our servers, too, because it selects our ServiceMonitors. With mode operator:
 * that the operator's servers do not select the stack's objects, or that the network policies block its Prometheus.
 */
export const operators: Check = {
  about: "prometheus-operator",
  find(asked) {
    return asked.config.mode === "operator" ? unselected(asked) : selectedAsWell(asked);
  },
};

function selectedAsWell({ config, declared, answers }: Asked): readonly Found[] {
  const ours = monitorsOf(declared);
  return itemsOf(answers.prometheuses).flatMap((prometheus) => {
    const chosen = selectedBy(prometheus, "serviceMonitor", ours, answers);
    if (chosen.length === 0) return [];
    const { namespace = "", name } = prometheus.metadata;
    return [
      {
        fails: false,
        what: "another Prometheus selects the stack's ServiceMonitors as well; the network policies block it, so it would report these targets as down",
        seen: `Prometheus ${namespace}/${name}, which selects ${chosen.length} of ${ours.length} ServiceMonitors`,
        or: `exclude ${config.namespaces.monitoring.name} from its serviceMonitorNamespaceSelector`,
      },
    ];
  });
}

/** The objects of one kind that the operator's servers have to select, and what is missing if they do not. */
interface Needed {
  readonly by: SelectedObjects;
  readonly kind: string;
  readonly otherwise: string;
}

const BY_PROMETHEUS: readonly Needed[] = [
  {
    by: "serviceMonitor",
    kind: "ServiceMonitor",
    otherwise: "nothing would be scraped, and no alert would fire",
  },
  { by: "rule", kind: "PrometheusRule", otherwise: "no alert would fire" },
  {
    by: "scrapeConfig",
    kind: "ScrapeConfig",
    otherwise: "containers and volumes would not be measured",
  },
];

const BY_ALERTMANAGER: Needed = {
  by: "alertmanagerConfig",
  kind: "AlertmanagerConfig",
  otherwise: "nobody would be notified",
};

/** A finding for each kind of objects that no server of the operator's selects. */
function unselected({ config, declared, answers }: Asked): readonly Found[] {
  const { namespace } = config.operator.prometheus;
  const objectsOf = (kind: string): readonly Metadata[] =>
    kind === "ServiceMonitor"
      ? monitorsOf(declared)
      : (declared.operator?.objects ?? [])
          .filter((object) => object.kind === kind)
          .map(({ metadata }) => metadata as Metadata);
  const missing = (
    server: string,
    servers: readonly Operated[],
    { by, kind, otherwise }: Needed,
  ) => {
    const objects = objectsOf(kind);
    const chosen = (each: Operated) => selectedBy(each, by, objects, answers).length;
    if (objects.length === 0 || servers.some((each) => chosen(each) === objects.length)) return [];
    const at = server === "Prometheus" ? " in operator.prometheus.namespace" : "";
    return [
      {
        fails: true,
        what: `no ${server} of prometheus-operator${at} selects the stack's ${kind}s: ${otherwise}`,
        seen:
          servers
            .map(
              (each) =>
                `${server} ${each.metadata.namespace ?? ""}/${each.metadata.name}, which selects ${chosen(each)} of ${objects.length} ${kind}s, by ${JSON.stringify(each.spec[`${by}Selector`] ?? null)}`,
            )
            .join("; ") || `no ${server}${at === "" ? "" : ` in ${namespace}`}`,
        ...labelsToSet(servers, by, config.operator.labels),
        or:
          server === "Prometheus"
            ? "set operator.prometheus.namespace to the namespace of the operator's Prometheus, or make its selectors match the stack's namespaces"
            : `make its ${by}Selector and ${by}NamespaceSelector match the stack's monitoring namespace`,
      },
    ];
  };
  const prometheuses = itemsOf(answers.prometheuses).filter(
    ({ metadata }) => metadata.namespace === namespace,
  );
  return [
    // If they may not be read, it is unknown whether there are any, which is reported elsewhere.
    ...(isKnown(answers.prometheuses)
      ? BY_PROMETHEUS.flatMap((needed) => missing("Prometheus", prometheuses, needed))
      : []),
    ...(isKnown(answers.alertmanagers)
      ? missing("Alertmanager", itemsOf(answers.alertmanagers), BY_ALERTMANAGER)
      : []),
  ];
}

/** The setting with which a server selects more, if it asks for labels that the objects do not have. */
function labelsToSet(servers: readonly Operated[], by: SelectedObjects, set: Labels) {
  const asked = servers
    .map(({ spec }) => spec[`${by}Selector`]?.matchLabels)
    .find((labels) => labels && Object.entries(labels).some(([key, value]) => set[key] !== value));
  return asked && { set: [{ path: "operator.labels", value: { ...asked } }] };
}

interface Metadata {
  readonly labels: Labels;
  readonly namespace: string;
}

function monitorsOf(declared: Asked["declared"]): readonly Metadata[] {
  return declared.workloads
    .flatMap(endpointsOf)
    .flatMap(({ monitor }) => (monitor ? [monitor.metadata] : []));
}

/** Which of some objects a server selects. */
function selectedBy(
  server: Operated,
  by: SelectedObjects,
  objects: readonly Metadata[],
  { namespaces }: Asked["answers"],
): readonly Metadata[] {
  const { [`${by}Selector` as const]: which, [`${by}NamespaceSelector` as const]: where } =
    server.spec;
  // Without a selector it selects nothing, and without a namespace selector only its own namespace:
  // prometheus-operator, Documentation/api-reference.
  if (which === undefined || which === null) return [];
  const labelsOf = (namespace: string): Labels => ({
    ...itemsOf<Named>(namespaces).find(({ metadata }) => metadata.name === namespace)?.metadata
      .labels,
    "kubernetes.io/metadata.name": namespace,
  });
  return objects.filter(
    ({ labels, namespace }) =>
      (where ? isSelected(where, labelsOf(namespace)) : namespace === server.metadata.namespace) &&
      isSelected(which, labels),
  );
}

/** Whether a selector matches some labels: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/ */
export function isSelected(
  { matchLabels = {}, matchExpressions = [] }: LabelSelector,
  labels: Labels,
): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator, values = [] }) => {
      const value = labels[key];
      switch (operator) {
        case "In":
          return value !== undefined && values.includes(value);
        case "NotIn":
          return value === undefined || !values.includes(value);
        case "Exists":
          return value !== undefined;
        case "DoesNotExist":
          return value === undefined;
        default:
          return false;
      }
    })
  );
}
