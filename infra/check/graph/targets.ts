import { parseDuration } from "../../promql/duration";
import { facesOf } from "../../kubernetes/faces";
import { jobOf, monitoredParts } from "../../kubernetes/monitored";
import type { Part, Piece } from "../../kubernetes/objects";
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
export function targetsOf({ parts, nodeScrapes }: Declared): readonly Target[] {
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
    place: "infra/config-files/nodeScrapes.ts",
  }));
  return [...monitored, ...nodes];
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
