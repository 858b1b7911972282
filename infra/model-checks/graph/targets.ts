import { parseDuration } from "../../../signals/promql/duration";
import { endpointsOf } from "../../kubernetes/endpoints";
import { jobOf, monitoredServers } from "../../kubernetes/monitored";
import { selectsIt, type ExternalTarget } from "../../kubernetes/externalTargets";
import type { Server, Workload } from "../../kubernetes/server";
import type { StackModel } from "../stackModel";
import type { ServiceMonitor } from "../../objects/kubernetes";
import { podPortOf } from "../../kubernetes/workload";
import type { Edge, Graph } from "./graph";
import { nameOf, objectNode, partsBehind, placeOf } from "./workloads";

/** Something that Prometheus scrapes. */
export interface Target {
  /** The job label of its series. */
  readonly job: string;
  /** Milliseconds between two scrapes. */
  readonly interval: number;
  readonly place: string;
}

/** The targets of a stack: each endpoint of a ServiceMonitor that selects pods, and what is scraped from the nodes. */
export function targetsOf({
  workloads,
  nodeScrapes,
  externalTargets,
}: StackModel): readonly Target[] {
  const monitored = workloads.flatMap(endpointsOf).flatMap((server) => {
    const { monitor } = server;
    if (!monitor) return [];
    return monitoredServers(monitor, workloads).flatMap((found) => {
      const running = partsBehind(found, workloads).some(
        ({ resource }) => resource.kind !== "CronJob" && resource.spec.replicas !== 0,
      );
      return monitor.spec.endpoints
        .filter((endpoint) => running && leadsTo(found, endpoint))
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

/** The target that an external target's monitor creates, and the Service port that it scrapes. */
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

/** The targets that a workload's monitor creates, and the Service ports that it scrapes. */
export function monitorGraph(server: Server, workloads: readonly Workload[]): Graph {
  const { monitor } = server;
  if (!monitor) return { nodes: [], edges: [] };
  const scraped = monitoredServers(monitor, workloads);
  return {
    nodes: scraped.map(({ service }) => ({
      kind: "target",
      name: service.metadata.name,
      place: placeOf(server),
    })),
    edges: scraped.flatMap((target) =>
      monitor.spec.endpoints.map((endpoint) => ({
        from: objectNode(server, monitor),
        verb: "scrapes",
        to: portOf(target, endpoint),
        why: "Prometheus finds no target: none of its metrics are stored, and no alert on them fires.",
      })),
    ),
  };
}

type Endpoint = ServiceMonitor["spec"]["endpoints"][number];

function leadsTo(server: Server, endpoint: Endpoint): boolean {
  return endpoint.port
    ? (server.service.spec.ports ?? []).some(({ name }) => name === endpoint.port)
    : podPortOf(server.resource, endpoint.targetPort) !== undefined;
}

/** The port that an endpoint names: the Service's, or the pods' own. */
function portOf(server: Server, endpoint: Endpoint): Edge["to"] {
  const { port, targetPort } = endpoint;
  if (port || targetPort === undefined) {
    return { kind: "Service port", name: `${nameOf(server.service)} ${String(port)}` };
  }
  const name = podPortOf(server.resource, targetPort)?.name ?? String(targetPort);
  return { kind: "container port", name: `${nameOf(server.resource)} ${name}` };
}
