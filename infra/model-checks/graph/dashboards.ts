import { panelQueries, type Dashboard } from "../../../dashboards";
import type { Recording } from "../../alert-delivery/recordings";
import { PLACES } from "../../../signals/places";
import type { Edge, Graph, Node } from "./graph";
import { queryOf, readEdges, type Query } from "./queries";

type VariableModel = NonNullable<Dashboard["templating"]["list"]>[number];

/** The queries of a dashboard's panels and annotations. */
export function dashboardQueries(dashboard: Dashboard): readonly Query[] {
  const { uid } = dashboard;
  const place = placeOfDashboard(uid);
  const annotations = (dashboard.annotations.list ?? []).flatMap((annotation) => {
    const { name, expr } = annotation as { readonly name?: string; readonly expr?: string };
    if (name === undefined || expr === undefined) return [];
    return queryOf({ kind: "annotation", name: `${uid} "${name}"`, place }, expr, "panel");
  });
  const panels = panelQueries(dashboard).map(({ panelId, title, refId, expr }) =>
    queryOf({ kind: "query", name: `${uid} ${panelId} "${title}" ${refId}`, place }, expr, "panel"),
  );
  return [...panels, ...annotations];
}

/** A dashboard, its panels and their queries, and the variables that these use. */
export function dashboardGraph(
  dashboard: Dashboard,
  queries: readonly Query[],
  recordings: readonly Recording[],
): Graph {
  const { uid, title, panels } = dashboard;
  const place = placeOfDashboard(uid);
  const node = (kind: Node["kind"], name: string): Node => ({ kind, name, place });
  return {
    nodes: [
      node("dashboard", uid),
      node("dashboard title", title),
      ...panels.map(({ id }) => node("panel", `${uid} ${String(id)}`)),
      ...panels.map((panel) => node("panel title", `${uid} "${panel.title ?? ""}"`)),
      ...queries.map(({ from }) => from),
      ...(dashboard.templating.list ?? []).map(({ name }) => node("variable", `${uid} $${name}`)),
    ],
    edges: [
      ...(dashboard.templating.list ?? []).flatMap((variable) => datasourceEdges(variable, uid)),
      ...queries.flatMap((query) => [
        ...readEdges(query, recordings),
        ...variableEdges(query.from, uid, query.expr),
      ]),
      ...panels.flatMap(({ id, datasource, targets = [] }) =>
        variableEdges(
          node("panel", `${uid} ${String(id)}`),
          uid,
          JSON.stringify([datasource, ...targets.map(datasourceOf)]),
        ),
      ),
    ],
  };
}

/** The datasource that a variable stands for by default. */
function datasourceEdges(variable: VariableModel, uid: string): readonly Edge[] {
  if ((variable.type as string) !== "datasource") return [];
  return [
    {
      from: { kind: "variable", name: `${uid} $${variable.name}`, place: placeOfDashboard(uid) },
      verb: "stands for",
      to: { kind: "datasource", name: String(variable.current?.value) },
      why: "Every panel of the dashboard queries a data source that Grafana does not have.",
    },
  ];
}

function datasourceOf(target: object): unknown {
  return "datasource" in target ? target.datasource : undefined;
}

/** Each variable once, except those that Grafana itself fills in. */
function variableEdges(from: Node, uid: string, text: string): readonly Edge[] {
  const names = [...text.matchAll(/\$\{?(\w+)/g)].map(([, name = ""]) => name);
  return [...new Set(names)]
    .filter((name) => !name.startsWith("__"))
    .map((name) => ({
      from,
      verb: "asks for",
      to: { kind: "variable", name: `${uid} $${name}` },
      why: "Grafana sends the variable's name in its place, and the panel stays empty.",
    }));
}

/** The file that defines a dashboard, which has the same name as its place. */
function placeOfDashboard(uid: string): string {
  const [name] = Object.entries(PLACES).find(([, place]) => place.uid === uid) ?? [];
  return name === undefined ? "dashboards" : `dashboards/${name}.ts`;
}
