import { deliveryScenarios } from "./deliveryScenarios";
import { targetScenarios } from "./targetScenarios";
import type { ScenariosByAlert, Scenario, AlertScenarios } from "./scenario";

const RULE_GROUP = "/etc/prometheus/rules/alerts.yml;backend";
const failures = `prometheus_rule_evaluation_failures_total{job="prometheus",instance="a",rule_group="${RULE_GROUP}"}`;

const missed = failures.replace("evaluation_failures", "group_iterations_missed");

const ruleEvaluationFailing: AlertScenarios = {
  scenarios: [
    ...(["0+1x120", "0+2x120", "0+0.7x120"] as const).map((values): Scenario => ({
      title: `fires if evaluations are skipped: ${values} of two per minute`,
      series: { [missed]: values, [failures]: "0x120" },
      at: "60m",
      fires: [{ rule_group: RULE_GROUP }],
    })),
    ...(["0x30 1x90", "0x10 2x50 3x60", "0+0.3x120"] as const).map((values): Scenario => ({
      title: `stays quiet if few evaluations are skipped: ${values}`,
      series: { [missed]: values, [failures]: "0x120" },
      at: "33m",
      fires: [],
    })),
    {
      title: "fires if a rule fails at every evaluation, and names its group",
      series: { [failures]: "0+2x40" },
      at: "15m",
      fires: [{ rule_group: RULE_GROUP }],
      says: {
        summary: "Prometheus cannot evaluate some of its rules.",
        description: `10 evaluations of rules of the group ${RULE_GROUP} have failed recently, or were skipped because the previous one took too long. Its alerts cannot fire, or fire late.`,
      },
    },
    {
      title: "stays quiet after a single failure",
      case: "just below the limit",
      series: { [failures]: "0x4 1x40" },
      at: "10m",
      fires: [],
    },
    {
      title: "stays quiet long after failures",
      case: "no traffic",
      series: { [failures]: "7x40" },
      at: "30m",
      fires: [],
    },
    {
      title: "does not treat a counter reset as failures",
      case: "restarted counter",
      series: { [failures]: "50x10 0x40" },
      at: "12m",
      fires: [],
    },
  ],
  cannotBe: {},
};

const taken = (job: "prometheus" | "alertmanager", pod: string) =>
  `${job}_config_last_reload_successful{job="${job}",pod="${pod}"}`;

const configReloadFailing: AlertScenarios = {
  scenarios: [
    {
      title: "fires only for the job that rejected its configuration",
      series: {
        [taken("prometheus", "prometheus-0")]: "1x40",
        [taken("alertmanager", "alertmanager-0")]: "1x40",
        [taken("alertmanager", "alertmanager-1")]: "1x4 0x40",
      },
      at: "11m",
      fires: [{ job: "alertmanager" }],
      says: {
        summary: "alertmanager rejected its new configuration.",
        description:
          "alertmanager keeps running with its previous configuration: later changes have no effect, and a restart would fail.",
      },
    },
    {
      title: "fires for Prometheus and Alertmanager if both reject their configuration",
      series: {
        [taken("prometheus", "prometheus-0")]: "0x40",
        [taken("alertmanager", "alertmanager-0")]: "0x40",
      },
      at: "6m",
      fires: [{ job: "prometheus" }, { job: "alertmanager" }],
    },
    {
      title: "stays quiet if a valid configuration follows soon",
      series: { [taken("prometheus", "prometheus-0")]: "1x4 0x4 1x40" },
      at: "15m",
      fires: [],
    },
  ],
  cannotBe: {
    "just below the limit": "there is nothing between taken and refused",
    "no traffic": "a configuration is no matter of traffic",
    "restarted counter": "it reads no counter",
  },
};

const compactions = 'prometheus_tsdb_compactions_failed_total{job="prometheus",pod="prometheus-0"}';
const corruptions = 'prometheus_tsdb_wal_corruptions_total{job="prometheus",pod="prometheus-0"}';

const tsdbFailing: AlertScenarios = {
  scenarios: [
    {
      title: "fires if compactions fail",
      series: { [compactions]: "0x10 1+1x40", [corruptions]: "0x50" },
      at: "40m",
      fires: [{}],
      says: {
        summary: "Prometheus has trouble with its storage.",
        description:
          "Compactions, truncations, checkpoints or the write-ahead log have failed 15 times recently. Samples may be lost, and its volume may fill.",
      },
    },
    {
      title: "fires on a single corruption of the write-ahead log",
      series: { [compactions]: "0x50", [corruptions]: "0x10 1x40" },
      at: "18m",
      fires: [{}],
    },
    {
      title: "fires once for several kinds of failure",
      series: { [compactions]: "0+1x40", [corruptions]: "0+1x40" },
      at: "20m",
      fires: [{}],
    },
    {
      title: "stays quiet without any failure, however much is stored",
      case: "just below the limit",
      series: {
        [compactions]: "0x40",
        [corruptions]: "0x40",
        'prometheus_tsdb_compactions_total{job="prometheus"}': "0+5x40",
      },
      at: "30m",
      fires: [],
    },
    {
      title: "stays quiet long after a failure",
      case: "no traffic",
      series: { [compactions]: "3x40", [corruptions]: "1x40" },
      at: "30m",
      fires: [],
    },
    ...(["10.0.0.1:9090", "10.0.0.2:9090"] as const).flatMap((address) =>
      [1, 4].map((failures): Scenario => ({
        title: `fires if a restarted Prometheus begins with ${failures} failures, at ${address}`,
        series: {
          [corruptions.replace("}", ',instance="10.0.0.1:9090"}')]: "0x30 stale",
          [corruptions.replace("}", `,instance="${address}",endpoint="web"}`)]:
            `_x31 ${failures}x40`,
        },
        at: "40m",
        fires: [{}],
      })),
    ),
    ...[1, 7].map((failures): Scenario => ({
      title: `does not count ${failures} old failures again when the address changes`,
      series: {
        [corruptions.replace("}", ',instance="10.0.0.1:9090"}')]: `${failures}x30 stale`,
        [corruptions.replace("}", ',instance="10.0.0.2:9090"}')]: `_x31 ${failures}x40`,
      },
      at: "40m",
      fires: [],
    })),
    {
      title: "stays quiet if a restarted Prometheus has no failures",
      series: {
        [corruptions.replace("}", ',instance="10.0.0.1:9090"}')]: "3x30 stale",
        [corruptions.replace("}", ',instance="10.0.0.2:9090"}')]: "_x31 0x40",
      },
      at: "40m",
      fires: [],
    },
    {
      title: "does not treat a counter reset as failures",
      case: "restarted counter",
      series: { [compactions]: "30x10 0x40" },
      at: "20m",
      fires: [],
    },
  ],
  cannotBe: {},
};

const watchdog: readonly Scenario[] = [
  { title: "fires from the first evaluation on", series: {}, at: "0s", fires: [{}] },
  {
    title: "fires exactly once, whatever else is wrong",
    series: { 'up{job="backend"}': "0x10", 'up{job="prometheus"}': "0x10" },
    at: "10m",
    fires: [{}],
    says: {
      summary: "Alerting works.",
      description:
        "This alert always fires. The dead-man's switch outside expects it, and notifies someone when it stops arriving.",
    },
  },
];

/** Scenarios of alerts on the monitoring itself. */
export const monitoringScenarios = {
  ...targetScenarios,
  ...deliveryScenarios,
  RuleEvaluationFailing: ruleEvaluationFailing,
  ConfigReloadFailing: configReloadFailing,
  TSDBFailing: tsdbFailing,
  Watchdog: {
    scenarios: watchdog,
    cannotBe: {
      "just below the limit": "it has no limit",
      "no traffic": "it fires then, too",
      "restarted counter": "it reads no counter",
    },
  },
} satisfies ScenariosByAlert;
