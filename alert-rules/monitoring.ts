import {
  clusterBroken,
  notificationFailures,
  undelivered,
  undeliveredByShard,
} from "../signals/delivery";
import { configRefused, missedEvaluations, ruleFailures } from "../signals/monitoring";
import { downMostOf, downOnes, noTargetMostOf } from "../signals/scraping";
import { storageFailing } from "../signals/tsdb";
import { panel, PLACES } from "../signals/places";
import { count, percent } from "../signals/promql/units";
import type { Job } from "../signals/exporters/targets";
import { alert, heartbeat } from "./alert";
import { WHAT_TARGETS_MEASURE } from "./inhibition";
import { eachWith, percentText } from "./text";

const NONE = count(0);
/** Out of the ten evaluations in five minutes: a quarter of them, instead of the one that a restart costs. */
const SOME_MISSED = count(2);

export const monitoringAlerts = [
  alert("TargetDown", {
    policy: { for: "5m", severity: "warning" },
    inhibitedBy: WHAT_TARGETS_MEASURE,
    rule: ({ for: wait }) => ({
      when: downMostOf(wait),
      component: "monitoring",
      summary: ({ job }) => `Prometheus cannot scrape ${job}.`,
      description: ({ job }, value) =>
        `${value} of the targets of the job ${job} do not answer: ${eachWith(downOnes(wait), "job", "instance")}. Their metrics are missing, and the alerts that read them are blind.`,
      view: panel(PLACES.monitoring, "targets"),
    }),
  }),
  alert("TargetAbsent", {
    policy: { for: "5m", severity: "warning" },
    inhibitedBy: WHAT_TARGETS_MEASURE,
    rule: ({ for: wait }, { jobs }) => ({
      when: noTargetMostOf(atLeastOne(jobs), wait),
      component: "monitoring",
      summary: ({ job }) => `Prometheus has no target for ${job}.`,
      description: ({ job }) =>
        `Nothing at all is scraped as the job ${job}. Its metrics are missing, and the alerts that read them are blind.`,
      view: panel(PLACES.monitoring, "targets"),
    }),
  }),
  alert("RuleEvaluationFailing", {
    policy: { window: "5m", for: "5m", severity: "warning" },
    rule: ({ window }) => ({
      when: ruleFailures.above(NONE, window).or(missedEvaluations.above(SOME_MISSED, window)),
      component: "monitoring",
      summary: () => "Prometheus cannot evaluate some of its rules.",
      description: ({ rule_group }, value) =>
        `${value} evaluations of rules of the group ${rule_group} have failed recently, or were skipped because the previous one took too long. Its alerts cannot fire, or fire late.`,
      view: panel(PLACES.monitoring, "ruleFailures"),
    }),
  }),
  alert("AlertmanagerUnreachable", {
    /**
     * The limit is the share that reaches no Alertmanager: alerts are sent repeatedly, so a few lost ones cost nobody a
     * page.
     */
    policy: { limit: percent(10), window: "5m", for: "5m", severity: "critical" },
    rule: ({ limit, window }, { replicated = false }) => ({
      when: (replicated ? undeliveredByShard : undelivered).above(limit, window),
      component: "monitoring",
      summary: () => "Prometheus cannot deliver its alerts to any Alertmanager.",
      description: (_, value) =>
        `Even for the Alertmanager that receives the most alerts, ${value} are not delivered; the limit is ${percentText(limit)}. Nobody is notified of what fires.`,
      view: panel(PLACES.monitoring, "undelivered"),
    }),
  }),
  alert("NotificationFailing", {
    /**
     * Limit and window are from Alertmanager's own mixin: a notification that was given up reached nobody. The window
     * is longer than the wait, so that even the only email of a day fires the alert.
     */
    policy: { limit: percent(1), window: "15m", for: "5m", severity: "critical" },
    rule: ({ limit, window }) => ({
      when: notificationFailures.above(limit, window),
      component: "monitoring",
      summary: ({ integration }) => `Alertmanager cannot send notifications by ${integration}.`,
      description: ({ integration }, value) =>
        `${value} of its notifications by ${integration} failed for good, after all retries; the limit is ${percentText(limit)}. Whoever relies on them misses alerts.`,
      view: panel(PLACES.monitoring, "notificationFailures"),
    }),
  }),
  alert("ConfigReloadFailing", {
    policy: { for: "5m", severity: "warning" },
    rule: ({ for: wait }) => ({
      when: configRefused.mostOf(wait),
      component: "monitoring",
      summary: ({ job }) => `${job} rejected its new configuration.`,
      description: ({ job }) =>
        `${job} keeps running with its previous configuration: later changes have no effect, and a restart would fail.`,
      view: panel(PLACES.monitoring, "configuration"),
    }),
  }),
  alert("TSDBFailing", {
    policy: { window: "15m", for: "5m", severity: "warning" },
    rule: ({ window }) => ({
      when: storageFailing(window),
      component: "monitoring",
      summary: () => "Prometheus has trouble with its storage.",
      description: (_, value) =>
        `Compactions, truncations, checkpoints or the write-ahead log have failed ${value} times recently. Samples may be lost, and its volume may fill.`,
      view: panel(PLACES.monitoring, "storageFailures"),
    }),
  }),
  alert("AlertmanagerClusterBroken", {
    policy: { for: "5m", severity: "warning" },
    rule: ({ for: wait }) => ({
      when: clusterBroken.mostOf(wait),
      component: "monitoring",
      summary: () => "The Alertmanager replicas do not all see each other.",
      description: (_, value) =>
        `One of them sees ${value} of the replicas that are up, including itself. Notifications may arrive twice, and a silence may apply in one replica only.`,
      view: panel(PLACES.monitoring, "members"),
    }),
  }),
  heartbeat("Watchdog", {
    summary: "Alerting works.",
    description:
      "This alert always fires. The dead-man's switch outside expects it, and notifies someone when it stops arriving.",
    view: panel(PLACES.monitoring, "watchdog"),
  }),
];

function atLeastOne(jobs: readonly Job[]): readonly [Job, ...Job[]] {
  const [first, ...others] = jobs;
  if (first === undefined) throw new Error("A stack without any job has nothing to alert on.");
  return [first, ...others];
}
