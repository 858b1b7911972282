import * as sdk from "@grafana/grafana-foundation-sdk/dashboard";

import { prometheus } from "../../signals/exporters/prometheus";
import { promql } from "../../signals/promql/promql";
import { where } from "../../signals/promql/selector";
import { nodesOf } from "../../signals/promql/syntax";
import type { Job } from "../../signals/exporters/targets";
import { RATE_INTERVAL, STEP } from "../../signals/promql/units";
import { chosenRates, type Replacement } from "./recordings";
import type { Duration } from "../../signals/promql/units";

/** The uid under which Grafana knows our Prometheus: the datasource is provisioned with it. */
export const DATASOURCE_UID = "prometheus";

/** Through a variable, so that the same dashboard can be pointed at another Prometheus in Grafana. */
export const DATASOURCE = { type: "prometheus", uid: "${datasource}" };

/** What "All" stands for: it matches a series without the label, too. */
const EVERYTHING = ".*";
const BY_ENVIRONMENT = 'environment=~"$environment"';
const BY_INSTANCE = 'instance=~"$instance"';
/**
 * Each instance is a host and a port, and so none is another one with a colon and more behind it. What has none at all
 * is left out, too.
 */
const UNLESS_ALL = 'instance!~"${instance}:.*|"';

/** What a person chooses above a dashboard: the Prometheus, environments, and instances of one job. */
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
 * Narrows what a panel asks to what is chosen: each series of a scraped job by environment, those of the dashboard's
 * job by instance, too. What else rules make comes from no instance and stays as it is.
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

/** What is chosen of each variable: a regular expression, as Grafana writes it into a query. */
export type Choice = Readonly<Record<string, string>>;

const ALL: Choice = { environment: EVERYTHING, instance: EVERYTHING };

/**
 * A query as Grafana sends it over a window of this length.
 *
 * @param choice @default all of everything
 * @param step between the points of a course @default the window
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
