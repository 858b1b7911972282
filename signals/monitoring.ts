import { alertmanager as am } from "./exporters/alertmanager";
import { prometheus as p } from "./exporters/prometheus";
import { by, promql } from "./promql/promql";
import { where } from "./promql/selector";
import type { Plain } from "./promql/selector";
import { Condition, Signal } from "./promql/signal";
import type { Job } from "./exporters/targets";

const PROMETHEUS = { job: "prometheus" } as const;

const taken = (gauge: Plain, job: Job) => promql`min by (${by("job")}) (${where(gauge, { job })})`;
const TAKEN = {
  prometheus: taken(p.prometheus_config_last_reload_successful, "prometheus"),
  alertmanager: taken(am.alertmanager_config_last_reload_successful, "alertmanager"),
};

/** Some Prometheus or Alertmanager has rejected the last configuration it was given. */
export const configRefused = new Condition(
  promql`${TAKEN.prometheus} == 0 or ${TAKEN.alertmanager} == 0`,
  "count",
  "a Prometheus or an Alertmanager has refused the configuration that it was given last",
);

export const configTaken = new Signal({
  title: "Configuration taken",
  description:
    "Whether the last configuration was loaded: 1 if so, 0 if it was rejected and the previous one is still in use.",
  unit: "count",
  query: () => promql`${TAKEN.prometheus} or ${TAKEN.alertmanager}`,
});

export const ruleFailures = new Signal({
  title: "Failed evaluations",
  description: "Failed rule evaluations, by rule group.",
  unit: "count",
  query: (w) =>
    promql`sum by (${by("rule_group")}) (increase(${where(p.prometheus_rule_evaluation_failures_total, PROMETHEUS)}[${w}]))`,
});

export const missedEvaluations = new Signal({
  title: "Missed evaluations",
  description:
    "Rule evaluations that were skipped because the previous one took too long, by rule group.",
  unit: "count",
  query: (w) =>
    promql`sum by (${by("rule_group")}) (increase(${where(p.prometheus_rule_group_iterations_missed_total, PROMETHEUS)}[${w}]))`,
});

export const ruleTime = new Signal({
  title: "Evaluation time",
  description: "Duration of each rule group's last evaluation.",
  unit: "seconds",
  query: () =>
    promql`max by (${by("rule_group")}) (${where(p.prometheus_rule_group_last_duration_seconds, PROMETHEUS)})`,
});

export const queryTime = new Signal({
  title: "Query time",
  description:
    "The 99th percentile of the duration of queries over the last ten minutes, by phase.",
  unit: "seconds",
  query: () =>
    promql`max by (${by("slice")}) (${where(p.prometheus_engine_query_duration_seconds, { ...PROMETHEUS, quantile: "0.99" })})`,
  idle: "empty",
});

export const queryRate = new Signal({
  title: "Queries",
  description: "Queries that Prometheus evaluates per second, including those of rules.",
  unit: "perSecond",
  query: (w) =>
    promql`sum by (${by()}) (rate(${where(p.prometheus_engine_query_duration_seconds_count, { ...PROMETHEUS, slice: "inner_eval" })}[${w}]))`,
});
