import type { Container, Labels, Part } from "./parts";
import { containersOf, nameOf, podLabels } from "./parts";

/** Whether a part's Service leads to its pods, by labels and by port, and its probes to a port that is open. */
export function portFaults(part: Part): readonly string[] {
  const { service, workload } = part;
  const selector = service.spec.selector ?? {};
  const faults: string[] = [];
  if (!matches(selector, podLabels(part))) {
    faults.push(
      `Service ${nameOf(service)} selects other labels than ${nameOf(workload)}'s pods have`,
    );
  }
  if (!matches(workload.spec.selector.matchLabels ?? {}, podLabels(part))) {
    faults.push(`${workload.kind} ${nameOf(workload)} selects other labels than its pods have`);
  }
  if (workload.kind === "StatefulSet" && workload.spec.serviceName !== service.metadata.name) {
    faults.push(
      `StatefulSet ${nameOf(workload)} is governed by ${String(workload.spec.serviceName)}, not by its Service`,
    );
  }
  const open = containersOf(part).flatMap(({ ports = [] }) => ports.map(({ name }) => name));
  for (const { name, targetPort } of service.spec.ports ?? []) {
    if (!open.includes(String(targetPort))) {
      faults.push(
        `Service ${nameOf(service)}, port ${String(name)}: no container has a port ${String(targetPort)}`,
      );
    }
  }
  return [...faults, ...containersOf(part).flatMap((container) => probeFaults(part, container))];
}

/** Whether labels have every label that a selector asks for. An empty selector finds nothing of ours. */
export function matches(selector: Labels, labels: Labels): boolean {
  const wanted = Object.entries(selector);
  return wanted.length > 0 && wanted.every(([label, value]) => labels[label] === value);
}

function probeFaults(part: Part, container: Container): readonly string[] {
  const open = (container.ports ?? []).map(({ name }) => name);
  return (["startupProbe", "readinessProbe", "livenessProbe"] as const)
    .map((probe) => container[probe]?.httpGet?.port)
    .filter((port) => port !== undefined)
    .filter((port) => !open.includes(String(port)))
    .map((port) => `${nameOf(part.workload)}: a probe asks port ${port}, which is not open`);
}
