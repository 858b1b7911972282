import { endpointsOf } from "../../kubernetes/endpoints";
import { selects } from "../../objects/labels";
import { monitoredServices } from "../../kubernetes/monitored";
import type { Server, Workload } from "../../kubernetes/server";
import { podSelectorOf } from "../../kubernetes/workload";
import type { Fault } from "../finding";
import { nameOf, partsBehind, placeOf, podLabels, selectedParts } from "../graph/workloads";
import type { Check } from "./check";

/** Selectors that match nothing, or more than the one thing that they are meant for. */
export const selectors: Check = {
  name: "selector",
  faults({ declared: { workloads } }) {
    return workloads.flatMap((workload) => [
      ...workloadFaults(workload, workloads),
      ...endpointsOf(workload).flatMap((face) => [
        ...serviceFaults(face, workloads),
        ...monitorFaults(face, workloads),
      ]),
    ]);
  },
};

function workloadFaults(workload: Workload, workloads: readonly Workload[]): readonly Fault[] {
  const { resource } = workload;
  const selector = podSelectorOf(resource);
  const name = `${resource.kind} ${nameOf(resource)}`;
  const where = placeOf(workload);
  const own = selects(selector, podLabels(workload))
    ? []
    : [
        {
          what: `${name} selects other labels (${labelText(selector)}) than its pods have`,
          where,
          why: "The API server refuses it.",
          fix: "Give both the labels of selectorLabels().",
        },
      ];
  const others = selectedParts(selector, resource.metadata.namespace, workloads)
    .filter((other) => other.resource !== resource)
    .map((other) => ({
      what: `${name} also selects the pods of ${nameOf(other.resource)}`,
      where,
      why: "Each considers the other's pods its own, and deletes them.",
      fix: "Give each the selectorLabels() of its own name.",
    }));
  return [...own, ...others];
}

function serviceFaults(server: Server, workloads: readonly Workload[]): readonly Fault[] {
  const { service, resource } = server;
  const where = placeOf(server);
  const name = `Service ${nameOf(service)}`;
  const found = partsBehind(server, workloads);
  const faults: Fault[] = [];
  if (found.length !== 1 || found[0]?.resource !== resource) {
    faults.push({
      what: `${name} selects ${found.length === 0 ? "no pods" : `the pods of ${namesOf(found)}`} (${labelText(service.spec.selector)})`,
      where,
      why: "Connections to it fail, or reach other pods.",
      fix: "Select the labels that its pods, and no others, have.",
    });
  }
  if (resource.kind === "StatefulSet") {
    const own = [service, ...(server.governing ? [server.governing] : [])];
    const governing = own.find(({ metadata }) => metadata.name === resource.spec.serviceName);
    const trouble = !governing
      ? "is not its own"
      : !selects(governing.spec.selector, podLabels(server))
        ? "does not select its pods"
        : governing.spec.clusterIP !== "None"
          ? "has an address, and is not headless"
          : undefined;
    if (trouble !== undefined) {
      faults.push({
        what: `StatefulSet ${nameOf(resource)} is governed by Service ${String(resource.spec.serviceName)}, which ${trouble}`,
        where,
        why: "Its pods have no addresses of their own.",
        fix: "Give it a governingService(), or make the one of its own name headless.",
      });
    }
  }
  return faults;
}

function monitorFaults(server: Server, workloads: readonly Workload[]): readonly Fault[] {
  const { monitor } = server;
  if (!monitor) return [];
  const found = monitoredServices(monitor, workloads);
  if (found.length === 1) return [];
  const services = found.map(nameOf).join(" and ");
  return [
    {
      what: `ServiceMonitor ${nameOf(monitor)} selects ${services === "" ? "no Service" : services} (${labelText(monitor.spec.selector.matchLabels)})`,
      where: placeOf(server),
      why: "Prometheus scrapes nothing, or scrapes something twice.",
      fix: "Select the labels that its Service, and no other in its namespace, has.",
    },
  ];
}

function namesOf(workloads: readonly Workload[]): string {
  return workloads.map(({ resource }) => nameOf(resource)).join(" and ");
}

function labelText(labels: Readonly<Record<string, string>> | undefined): string {
  return (
    Object.entries(labels ?? {})
      .map(([label, value]) => `${label}=${value}`)
      .join(",") || "by no label"
  );
}
