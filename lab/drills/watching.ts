import type { Drill } from "./drill";
import { frozen, scaled } from "./faults/kubernetes";
import { brokenBlock, brokenConfiguration, failingRule, refusing } from "./faults/monitoring";

/** The alerts on the monitoring itself, in the order of their rules. */
export const watchingDrills: readonly Drill[] = [
  {
    alert: "TargetDown",
    fault: "kube-state-metrics hangs",
    takes: ["kube-state-metrics"],
    cause: () => frozen("kube-state-metrics"),
  },
  {
    alert: "TargetAbsent",
    fault: "no pod of kube-state-metrics is left",
    takes: ["kube-state-metrics"],
    cause: () => scaled("deployment/kube-state-metrics", "monitoring", 0),
  },
  {
    alert: "RuleEvaluationFailing",
    fault: "a rule is added that matches one series with many",
    takes: ["Prometheus"],
    cause: failingRule,
  },
  {
    alert: "ConfigReloadFailing",
    fault: "Prometheus is given a configuration that it refuses",
    takes: ["Prometheus"],
    cause: brokenConfiguration,
  },
  {
    alert: "TSDBFailing",
    fault: "a block of samples cannot be read",
    takes: ["Prometheus"],
    cause: brokenBlock,
  },
  {
    alert: "AlertmanagerUnreachable",
    fault: "no Alertmanager is left",
    takes: ["everything"],
    toldAfterwards: true,
    cause: () => scaled("statefulset/alertmanager", "monitoring", 0),
  },
  {
    alert: "NotificationFailing",
    fault: "Slack refuses every message",
    takes: ["Alertmanager"],
    heardBy: ["pagerduty"],
    cause: () => refusing("slack"),
  },
];
