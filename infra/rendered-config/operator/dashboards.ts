import type { Dashboard } from "../../../dashboards";
import { scoped } from "./scoped";

/**
 * A dashboard for a Grafana and a Prometheus that are shared with others: each query is limited to the stack's
 * environment, and the datasource with this uid is preselected.
 */
export function operatorDashboard(
  dashboard: Dashboard,
  { environment, datasourceUid }: { readonly environment: string; readonly datasourceUid: string },
): Dashboard {
  const own = (value: unknown): unknown => withScope(value, environment);
  return {
    ...dashboard,
    panels: own(dashboard.panels) as Dashboard["panels"],
    annotations: own(dashboard.annotations) as Dashboard["annotations"],
    templating: {
      ...dashboard.templating,
      list: (dashboard.templating.list ?? []).map((variable) =>
        (variable.type as string) === "datasource"
          ? { ...variable, current: { ...variable.current, value: datasourceUid } }
          : {
              ...variable,
              ...(variable.query !== undefined && { query: asked(variable.query, environment) }),
            },
      ) as Dashboard["templating"]["list"],
    },
  };
}

function withScope(value: unknown, environment: string): unknown {
  if (Array.isArray(value)) return value.map((each) => withScope(each, environment));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      key,
      key === "expr" && typeof each === "string"
        ? scoped(each, environment)
        : withScope(each, environment),
    ]),
  );
}

const VALUES = /^label_values\((?<series>.*), (?<label>\w+)\)$/;

/** The query of a variable: the values of a label of some series. */
function asked<Q>(query: Q, environment: string): Q | string {
  const { series, label } = VALUES.exec(String(query))?.groups ?? {};
  if (series === undefined || label === undefined) return query;
  return `label_values(${scoped(series, environment)}, ${label})`;
}
