import { parseDuration } from "../../../signals/promql/duration";
import { endpointsOf } from "../../kubernetes/endpoints";
import { jobOf, monitoredServers } from "../../kubernetes/monitored";
import { selectsIt, type ExternalTarget } from "../../kubernetes/externalTargets";
import type { Server, Workload } from "../../kubernetes/server";
import type { StackModel } from "../stackModel";
import type { Graph } from "./graph";
import { nameOf, objectNode, partsBehind, placeOf } from "./workloads";

/** Something that Prometheus really scrapes. */
export interface Target {
  /** The label by which its series are known. */
  readonly job: string;
  /** Milliseconds between two scrapes. */
  readonly interval: number;
  readonly place: string;
}

/** The targets of a stack: each endpoint of a ServiceMonitor that leads to pods, and what of the nodes is read. */
export function targetsOf({
  workloads,
  nodeScrapes,
  externalTargets,
}: StackModel): readonly Target[] {
  const monitored = workloads.flatMap(endpointsOf).flatMap((server) => {
    const { monitor } = server;
    if (!monitor) return [];
    return monitoredServers(monitor, workloads).flatMap((found) => {
      const ports = (found.service.spec.ports ?? []).map(({ name }) => name);
      const running = partsBehind(found, workloads).some(
        ({ resource }) => resource.kind !== "CronJob" && resource.spec.replicas !== 0,
      );
      return monitor.spec.endpoints
        .filter(({ port }) => running && ports.includes(port))
        .map(({ interval }) => ({
          job: jobOf(monitor, found.service),
          interval: parseDuration(interval ?? ""),
          place: placeOf(server),
        }));
    });
  });
  const nodes = nodeScrapes.map(({ job_name, scrape_interval }) => ({
    job: job_name,
    interval: parseDuration(scrape_interval),
    place: "infra/rendered-config/nodeScrapes.ts",
  }));
  const others = externalTargets.filter(selectsIt).flatMap(({ monitor, service, place }) =>
    monitor.spec.endpoints
      .filter(({ port }) => port === service.port.name)
      .map(({ interval }) => ({
        job: service.name,
        interval: parseDuration(interval ?? ""),
        place,
      })),
  );
  return [...monitored, ...nodes, ...others];
}

/** What an external target's monitor makes a target, and the port of the Service that it scrapes. */
export function externalTargetGraph(target: ExternalTarget): Graph {
  const { monitor, service, place } = target;
  const from = { kind: monitor.kind, name: nameOf(monitor), place };
  const name = `${service.namespace}/${service.name}`;
  const found = selectsIt(target);
  return {
    nodes: [
      from,
      { kind: "Service port", name: `${name} ${service.port.name}`, place },
      ...(found ? [{ kind: "target" as const, name: service.name, place }] : []),
    ],
    edges: monitor.spec.endpoints.map(({ port }) => ({
      from,
      verb: "scrapes",
      to: { kind: "Service port", name: `${found ? name : "of no Service"} ${String(port)}` },
      why: "Prometheus finds no target: none of its metrics are stored, and no alert on them fires.",
    })),
  };
}

/** What a workload's monitor makes a target, and the ports of Services that it scrapes. */
export function monitorGraph(server: Server, workloads: readonly Workload[]): Graph {
  const { monitor } = server;
  if (!monitor) return { nodes: [], edges: [] };
  const services = monitoredServers(monitor, workloads).map(({ service }) => service);
  return {
    nodes: services.map(({ metadata }) => ({
      kind: "target",
      name: metadata.name,
      place: placeOf(server),
    })),
    edges: services.flatMap((service) =>
      monitor.spec.endpoints.map(({ port }) => ({
        from: objectNode(server, monitor),
        verb: "scrapes",
        to: { kind: "Service port", name: `${nameOf(service)} ${String(port)}` } as const,
        why: "Prometheus finds no target: none of its metrics are stored, and no alert on them fires.",
      })),
    ),
  };
}
