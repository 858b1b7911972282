import * as sdk from "@grafana/grafana-foundation-sdk/dashboard";

import { prometheus } from "../../signals/exporters/prometheus";
import { promql } from "../../signals/promql/promql";
import { where } from "../../signals/promql/selector";
import { nodesOf } from "../../signals/promql/syntax";
import type { Job } from "../../signals/exporters/targets";
import { RATE_INTERVAL, STEP } from "../../signals/promql/units";
import { chosenRates, type Replacement } from "./recordings";
import type { Duration } from "../../signals/promql/units";

/** The uid of our Prometheus in Grafana; the datasource is provisioned with it. */
export const DATASOURCE_UID = "prometheus";

/** A variable, so that the same dashboard can be pointed at another Prometheus in Grafana. */
export const DATASOURCE = { type: "prometheus", uid: "${datasource}" };

/** The value of "All": it also matches series without the label. */
const EVERYTHING = ".*";
const BY_ENVIRONMENT = 'environment=~"$environment"';
const BY_INSTANCE = 'instance=~"$instance"';
/**
 * An instance is a host and a port, so none matches another one followed by a colon and more. Series without an
 * instance are excluded, too.
 */
const UNLESS_ALL = 'instance!~"${instance}:.*|"';

/** The variables above a dashboard: the Prometheus, the environments, and the instances of one job. */
export function variables(job: Job): readonly VariableBuilder[] {
  const up = promql`${where(prometheus.up, { job })}`.text;
  const chosenUp = up.replace("}", `,${BY_ENVIRONMENT}}`);
  return [
    new sdk.DatasourceVariableBuilder("datasource")
      .label("Prometheus")
      .type("prometheus")
      .current({ text: "Prometheus", value: DATASOURCE_UID }),
    choice("environment", "Environment", `label_values(${up}, environment)`),
    choice("instance", `Instance (${job})`, `label_values(${chosenUp}, instance)`),
  ];
}

type VariableBuilder = sdk.DatasourceVariableBuilder | sdk.QueryVariableBuilder;

function choice(name: string, label: string, query: string): sdk.QueryVariableBuilder {
  return new sdk.QueryVariableBuilder(name)
    .label(label)
    .datasource(DATASOURCE)
    .query(query)
    .refresh(sdk.VariableRefresh.OnTimeRangeChanged)
    .sort(sdk.VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    .allValue(EVERYTHING)
    .current({ text: "All", value: "$__all" });
}

/**
 * Narrows a panel's query to the selection: series of any scraped job by environment, and those of the dashboard's job
 * also by instance. Other recorded series come from no instance and stay unchanged.
 */
export function chosen(expr: string, job: Job): string {
  const choices = { environment: BY_ENVIRONMENT, instance: BY_INSTANCE, unlessAll: UNLESS_ALL };
  return [...chosenSeries(expr, job), ...chosenRates(expr, job, choices)]
    .sort((a, b) => b.from - a.from)
    .reduce((text, { from, to, text: by }) => text.slice(0, from) + by + text.slice(to), expr);
}

function chosenSeries(expr: string, job: Job): readonly Replacement[] {
  return nodesOf(expr)
    .filter(({ name }) => name === "LabelMatchers")
    .map(({ from, to }) => ({ end: to - 1, matchers: expr.slice(from, to) }))
    .filter(({ matchers }) => /[{,]job=/.test(matchers))
    .map(({ end, matchers }) => {
      const ours = matchers.includes(`job="${job}"`);
      const added = ours ? `,${BY_ENVIRONMENT},${BY_INSTANCE}` : `,${BY_ENVIRONMENT}`;
      return { from: end, to: end, text: added };
    });
}

/** The selection of each variable: a regular expression, as Grafana writes it into a query. */
export type Choice = Readonly<Record<string, string>>;

const ALL: Choice = { environment: EVERYTHING, instance: EVERYTHING };

/**
 * A query as Grafana sends it for a window of this length.
 *
 * @param choice @default all of everything
 * @param step between the points of a graph @default the window
 */
export function filledIn(
  expr: string,
  window: Duration,
  choice: Choice = ALL,
  step: Duration = window,
): string {
  return expr
    .replaceAll(RATE_INTERVAL, window)
    .replaceAll(STEP, step)
    .replaceAll(/\$(?:(\w+)|\{(\w+)\})/g, (all, plain?: string, braced?: string) => {
      return choice[plain ?? braced ?? ""] ?? all;
    });
}
