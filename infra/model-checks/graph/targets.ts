import { parseDuration } from "../../../signals/promql/duration";
import { facesOf } from "../../kubernetes/faces";
import { jobOf, monitoredParts } from "../../kubernetes/monitored";
import { selectsIt, type Neighbour } from "../../kubernetes/neighbours";
import type { Part, Piece } from "../../kubernetes/server";
import type { Declared } from "../declared";
import type { Graph } from "./graph";
import { nameOf, objectNode, partsBehind, placeOf } from "./parts";

/** Something that Prometheus really scrapes. */
export interface Target {
  /** The label by which its series are known. */
  readonly job: string;
  /** Milliseconds between two scrapes. */
  readonly interval: number;
  readonly place: string;
}

/** The targets of a stack: each endpoint of a ServiceMonitor that leads to pods, and what of the nodes is read. */
export function targetsOf({ parts, nodeScrapes, neighbours }: Declared): readonly Target[] {
  const monitored = parts.flatMap(facesOf).flatMap((part) => {
    const { monitor } = part;
    if (!monitor) return [];
    return monitoredParts(monitor, parts).flatMap((found) => {
      const ports = (found.service.spec.ports ?? []).map(({ name }) => name);
      const running = partsBehind(found, parts).some(
        ({ workload }) => workload.kind !== "CronJob" && workload.spec.replicas !== 0,
      );
      return monitor.spec.endpoints
        .filter(({ port }) => running && ports.includes(port))
        .map(({ interval }) => ({
          job: jobOf(monitor, found.service),
          interval: parseDuration(interval ?? ""),
          place: placeOf(part),
        }));
    });
  });
  const nodes = nodeScrapes.map(({ job_name, scrape_interval }) => ({
    job: job_name,
    interval: parseDuration(scrape_interval),
    place: "infra/rendered-config/nodeScrapes.ts",
  }));
  const others = neighbours.filter(selectsIt).flatMap(({ monitor, service, place }) =>
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

/** What a neighbour's monitor makes a target, and the port of the Service that it scrapes. */
export function neighbourGraph(neighbour: Neighbour): Graph {
  const { monitor, service, place } = neighbour;
  const from = { kind: monitor.kind, name: nameOf(monitor), place };
  const name = `${service.namespace}/${service.name}`;
  const found = selectsIt(neighbour);
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
      why: "Prometheus finds no target: nothing of it is stored, and no alert on it fires.",
    })),
  };
}

/** What a part's monitor makes a target, and the ports of Services that it scrapes. */
export function monitorGraph(part: Part, parts: readonly Piece[]): Graph {
  const { monitor } = part;
  if (!monitor) return { nodes: [], edges: [] };
  const services = monitoredParts(monitor, parts).map(({ service }) => service);
  return {
    nodes: services.map(({ metadata }) => ({
      kind: "target",
      name: metadata.name,
      place: placeOf(part),
    })),
    edges: services.flatMap((service) =>
      monitor.spec.endpoints.map(({ port }) => ({
        from: objectNode(part, monitor),
        verb: "scrapes",
        to: { kind: "Service port", name: `${nameOf(service)} ${String(port)}` } as const,
        why: "Prometheus finds no target: nothing of it is stored, and no alert on it fires.",
      })),
    ),
  };
}
