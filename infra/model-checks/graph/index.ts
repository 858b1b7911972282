import { recordingsOf } from "../../alert-delivery/recordings";
import { endpointsOf } from "../../kubernetes/endpoints";
import type { StackModel } from "../stackModel";
import { closedNamespaces, namespacesIn } from "../../kubernetes/network/flows";
import { addressGraph } from "./addresses";
import { certificateGraph } from "./certificates";
import { dashboardGraph, dashboardQueries } from "./dashboards";
import { datasourcesOf, foreignDatasource } from "./datasources";
import { fileGraph } from "./files";
import { joined, type Graph } from "./graph";
import { metricGraph } from "./metrics";
import { networkGraph } from "./network";
import { objectGraph } from "./objects";
import { portGraph } from "./ports";
import type { Query } from "./queries";
import { rightGraph } from "./rights";
import { routingGraph } from "./routing";
import { ruleGraph, ruleQueries } from "./rules";
import { secretGraph } from "./secrets";
import { monitorGraph, externalTargetGraph, targetsOf, type Target } from "./targets";
import { nameOf } from "./workloads";

/** A stack as one graph of everything in it, plus what names alone cannot tell. */
export interface Model {
  readonly declared: StackModel;
  readonly graph: Graph;
  /** What Prometheus scrapes. */
  readonly targets: readonly Target[];
  /** The queries of rules, panels and annotations. */
  readonly queries: readonly Query[];
}

/** Builds the graph of a stack, with its targets and queries. */
export function modelOf(declared: StackModel): Model {
  const { workloads, dashboards, ruleGroups, routing } = declared;
  const namespaces = namespacesIn(declared.network.settings);
  const closed = closedNamespaces(declared.network.settings);
  const services = new Set(workloads.flatMap(endpointsOf).map(({ service }) => nameOf(service)));
  const isOurs = (service: string, namespace: string) =>
    closed.includes(namespace) || services.has(`${namespace}/${service}`);
  const recordings = recordingsOf(ruleGroups);
  const rules = ruleQueries(declared);
  const drawn = dashboards.map((dashboard) => ({
    dashboard,
    queries: dashboardQueries(dashboard),
  }));
  return {
    declared,
    targets: targetsOf(declared),
    queries: [...rules, ...drawn.flatMap(({ queries }) => queries)],
    graph: joined([
      ...workloads.flatMap((workload) => [
        objectGraph(workload),
        portGraph(workload, workloads),
        fileGraph(workload),
        secretGraph(workload),
        addressGraph(workload, namespaces, isOurs),
        ...endpointsOf(workload).map((face) => monitorGraph(face, workloads)),
      ]),
      ...declared.externalTargets.map(externalTargetGraph),
      { nodes: [...workloads.flatMap(datasourcesOf), ...foreignDatasource(declared)], edges: [] },
      rightGraph(declared),
      networkGraph(declared),
      certificateGraph(declared),
      metricGraph,
      ruleGraph(declared, rules),
      ...drawn.map(({ dashboard, queries }) => dashboardGraph(dashboard, queries, recordings)),
      routingGraph(routing),
    ]),
  };
}
