import { endpointsOf } from "../../../infra/kubernetes/endpoints";
import { isKnown, itemsOf } from "../answers";
import type { Asked, Check } from "../asked";
import type { LabelSelector, OperatedPrometheus } from "../objects";

type Labels = Readonly<Record<string, string>>;

/**
 * Another Prometheus that would scrape our servers, too, because it selects our ServiceMonitors. With mode operator:
 * that no Prometheus selects them, or one whose pods the network policies block.
 */
export const operators: Check = {
  about: "prometheus-operator",
  find({ config, declared, answers }) {
    const ours = declared.workloads
      .flatMap(endpointsOf)
      .flatMap(({ monitor }) => monitor ?? [])
      .map(({ metadata }) => metadata);
    const namespaces = new Map(
      itemsOf(answers.namespaces).map(({ metadata }) => [metadata.name, metadata.labels ?? {}]),
    );
    const chosenBy = (prometheus: OperatedPrometheus) =>
      ours.filter(({ labels, namespace }) =>
        selects(prometheus, labels, namespace, {
          ...namespaces.get(namespace),
          "kubernetes.io/metadata.name": namespace,
        }),
      );
    if (config.mode === "operator") return unselected(config, answers, ours.length, chosenBy);
    return itemsOf(answers.prometheuses).flatMap((prometheus) => {
      const chosen = chosenBy(prometheus);
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
  },
};

/** A finding if the Prometheus that the stack names does not select its ServiceMonitors. */
function unselected(
  { operator }: Asked["config"],
  { prometheuses }: Asked["answers"],
  many: number,
  chosenBy: (prometheus: OperatedPrometheus) => readonly unknown[],
): ReturnType<Check["find"]> {
  // If they may not be read, it is unknown whether there are any, which is reported elsewhere.
  if (!isKnown(prometheuses)) return [];
  const { namespace } = operator.prometheus;
  const there = itemsOf(prometheuses).filter(({ metadata }) => metadata.namespace === namespace);
  if (there.some((prometheus) => chosenBy(prometheus).length === many)) return [];
  const seen = there.map(
    (each) =>
      `Prometheus ${namespace}/${each.metadata.name}, which selects ${chosenBy(each).length} of ${many} ServiceMonitors, by ${JSON.stringify(each.spec.serviceMonitorSelector ?? null)}`,
  );
  const labels = there
    .map(({ spec }) => spec.serviceMonitorSelector?.matchLabels)
    .find((each) => each !== undefined);
  return [
    {
      fails: true,
      what: "no Prometheus of prometheus-operator in operator.prometheus.namespace selects the stack's ServiceMonitors: nothing would be scraped, and no alert would fire",
      seen: seen.join("; ") || `no Prometheus in ${namespace}`,
      ...(labels && { set: [{ path: "operator.labels", value: labels }] }),
      or: "set operator.prometheus.namespace to the namespace of the operator's Prometheus, or make its selectors match the stack's namespaces",
    },
  ];
}

function selects(
  { metadata, spec }: OperatedPrometheus,
  labels: Labels,
  namespace: string,
  namespaceLabels: Labels,
): boolean {
  const { serviceMonitorSelector: monitors, serviceMonitorNamespaceSelector: where } = spec;
  // Without a selector it selects no monitors, and without a namespace selector only its own namespace:
  // prometheus-operator, Documentation/api-reference.
  if (monitors === undefined || monitors === null) return false;
  const there = where ? isSelected(where, namespaceLabels) : namespace === metadata.namespace;
  return there && isSelected(monitors, labels);
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
