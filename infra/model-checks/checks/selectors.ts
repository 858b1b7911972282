import { facesOf } from "../../kubernetes/faces";
import { selects } from "../../objects/labels";
import { monitoredServices } from "../../kubernetes/monitored";
import type { Part, Piece } from "../../kubernetes/server";
import { podSelectorOf } from "../../kubernetes/workload";
import type { Fault } from "../finding";
import { nameOf, partsBehind, placeOf, podLabels, selectedParts } from "../graph/parts";
import type { Check } from "./check";

/** Selectors that find nothing, or more than the one thing that they are for. */
export const selectors: Check = {
  name: "selector",
  faults({ declared: { parts } }) {
    return parts.flatMap((part) => [
      ...workloadFaults(part, parts),
      ...facesOf(part).flatMap((face) => [
        ...serviceFaults(face, parts),
        ...monitorFaults(face, parts),
      ]),
    ]);
  },
};

function workloadFaults(part: Piece, parts: readonly Piece[]): readonly Fault[] {
  const { workload } = part;
  const selector = podSelectorOf(workload);
  const name = `${workload.kind} ${nameOf(workload)}`;
  const where = placeOf(part);
  const own = selects(selector, podLabels(part))
    ? []
    : [
        {
          what: `${name} selects other labels (${labelText(selector)}) than its pods have`,
          where,
          why: "The API server refuses it.",
          fix: "Give both the labels of selectorLabels().",
        },
      ];
  const others = selectedParts(selector, workload.metadata.namespace, parts)
    .filter((other) => other.workload !== workload)
    .map((other) => ({
      what: `${name} selects the pods of ${nameOf(other.workload)}, too`,
      where,
      why: "Each takes the other's pods for its own, and removes them.",
      fix: "Give each the selectorLabels() of its own name.",
    }));
  return [...own, ...others];
}

function serviceFaults(part: Part, parts: readonly Piece[]): readonly Fault[] {
  const { service, workload } = part;
  const where = placeOf(part);
  const name = `Service ${nameOf(service)}`;
  const found = partsBehind(part, parts);
  const faults: Fault[] = [];
  if (found.length !== 1 || found[0]?.workload !== workload) {
    faults.push({
      what: `${name} selects ${found.length === 0 ? "no pods" : `the pods of ${namesOf(found)}`} (${labelText(service.spec.selector)})`,
      where,
      why: "Whoever connects to it reaches nobody, or somebody else.",
      fix: "Select the labels that its pods, and no others, have.",
    });
  }
  if (workload.kind === "StatefulSet") {
    const own = [service, ...(part.governing ? [part.governing] : [])];
    const governing = own.find(({ metadata }) => metadata.name === workload.spec.serviceName);
    const trouble = !governing
      ? "is none of its own"
      : !selects(governing.spec.selector, podLabels(part))
        ? "does not select its pods"
        : governing.spec.clusterIP !== "None"
          ? "has an address, and is not headless"
          : undefined;
    if (trouble !== undefined) {
      faults.push({
        what: `StatefulSet ${nameOf(workload)} is governed by Service ${String(workload.spec.serviceName)}, which ${trouble}`,
        where,
        why: "Its pods have no addresses of their own.",
        fix: "Give it a governingService(), or make the one of its own name headless.",
      });
    }
  }
  return faults;
}

function monitorFaults(part: Part, parts: readonly Piece[]): readonly Fault[] {
  const { monitor } = part;
  if (!monitor) return [];
  const found = monitoredServices(monitor, parts);
  if (found.length === 1) return [];
  const services = found.map(nameOf).join(" and ");
  return [
    {
      what: `ServiceMonitor ${nameOf(monitor)} selects ${services === "" ? "no Service" : services} (${labelText(monitor.spec.selector.matchLabels)})`,
      where: placeOf(part),
      why: "Prometheus scrapes nothing of it, or also what is scraped already.",
      fix: "Select the labels that its Service, and no other in its namespace, has.",
    },
  ];
}

function namesOf(parts: readonly Piece[]): string {
  return parts.map(({ workload }) => nameOf(workload)).join(" and ");
}

function labelText(labels: Readonly<Record<string, string>> | undefined): string {
  return (
    Object.entries(labels ?? {})
      .map(([label, value]) => `${label}=${value}`)
      .join(",") || "by no label"
  );
}
