import { count, percent } from "../signals/promql/units";
import {
  alertmanagersUp,
  alertsByState,
  alertsSent,
  clusterMembers,
  notificationFailures,
  notificationRate,
  notificationTime,
  undeliveredByAlertmanager,
  waitingAlerts,
  watchdog,
} from "../signals/delivery";
import {
  configTaken,
  missedEvaluations,
  queryRate,
  queryTime,
  ruleFailures,
  ruleTime,
} from "../signals/monitoring";
import { blindSpots } from "../signals/blind";
import { rejectedSamples, scrapedSamples, scrapeTime, targetsUp } from "../signals/scraping";
import {
  appendedSamples,
  blockBytes,
  headSeries,
  storageFailures,
  walBytes,
} from "../signals/tsdb";
import { PLACES } from "../signals/places";
import type { DashboardContext } from "./context";
import { lead } from "./leads";
import { bars, dashboard, lines, stat, trace, type Trace } from "./grafana";

const NO_PROMETHEUS = "Prometheus does not scrape itself";
const NO_ALERTMANAGER = "Prometheus cannot scrape Alertmanager";
const group = ({ rule_group }: Readonly<Record<"rule_group", string>>) => rule_group;
/** Keeps only the group of `FILE;GROUP`. */
const GROUP_ALONE = { pattern: "^.*;", by: "" };
/** Keeps only the pod of `http://alertmanager-0.alertmanager.monitoring.svc:9093/api/v2/alerts`. */
const POD_ALONE = { pattern: "^\\w+://([^./:]+).*$", by: "$1" };
const integration = (labels: Readonly<Record<"integration", string>>) => labels.integration;

export const monitoring = (context: DashboardContext) =>
  dashboard(PLACES.monitoring, {
    title: "Monitoring",
    description: "Whether monitoring itself works, from the scrape to the notification.",
    tags: ["monitoring"],
    instancesOf: "prometheus",
    refresh: "30s",
    from: "now-6h",
    rows: [
      {
        title: "Does monitoring work?",
        rows: [["targets", "blind", "configuration", "watchdog"]],
      },
      {
        title: "Rules",
        rows: [["ruleFailures", "missedEvaluations", "ruleTime"]],
      },
      {
        title: "From Prometheus to Alertmanager",
        rows: [["alertsSent", "undelivered", "waitingAlerts"]],
      },
      {
        title: "From Alertmanager to people",
        rows: [
          ["notifications", "notificationFailures", "notificationTime"],
          ["alerts", "members"],
        ],
      },
      {
        title: "Storage",
        rows: [
          ["storageFailures", "storage"],
          ["series", "appended"],
        ],
      },
      {
        title: "Scrapes and queries: for experts",
        collapsed: true,
        rows: [
          ["scrapeTime", "samples", "rejectedSamples"],
          ["queryTime", "queryRate"],
        ],
      },
    ],
    next: lead("Is every target scraped?", PLACES.monitoring, "targets"),
    leads: {
      targets: [
        lead("Which pods are missing?", PLACES.infrastructure, "missingPods"),
        lead("Are scrapes too slow?", PLACES.monitoring, "scrapeTime"),
      ],
      configuration: [lead("Do rules fail?", PLACES.monitoring, "ruleFailures")],
      watchdog: [lead("Do notifications fail?", PLACES.monitoring, "notificationFailures")],
      ruleFailures: [lead("Does the storage fail?", PLACES.monitoring, "storageFailures")],
      missedEvaluations: [lead("Which rules are slow?", PLACES.monitoring, "ruleTime")],
      ruleTime: [lead("Are queries slow?", PLACES.monitoring, "queryTime")],
      undelivered: [lead("Is Alertmanager up?", PLACES.monitoring, "members")],
      waitingAlerts: [lead("Do they arrive?", PLACES.monitoring, "undelivered")],
      notificationFailures: [lead("How long do they take?", PLACES.monitoring, "notificationTime")],
      storageFailures: [lead("Is the volume full?", PLACES.infrastructure, "volumeFree")],
      storage: [lead("When is the volume full?", PLACES.infrastructure, "untilFull")],
      series: [lead("Whose samples are they?", PLACES.monitoring, "samples")],
      rejectedSamples: [lead("Whose samples are they?", PLACES.monitoring, "samples")],
      queryTime: [lead("Are there more of them?", PLACES.monitoring, "queryRate")],
      queryRate: [lead("How long do they take?", PLACES.monitoring, "queryTime")],
      appended: [lead("Whose samples are they?", PLACES.monitoring, "samples")],
    },
    panels: {
      ...scrapePanels(),
      ...rulePanels(),
      ...deliveryPanels(context),
      ...notificationPanels(context),
      ...storagePanels(),
    },
  });

function scrapePanels() {
  const [duplicate, ...others] = rejectedSamples;
  return {
    targets: bars({
      title: "Targets Up",
      description: targetsUp.description,
      empty: "Prometheus scrapes nothing",
      trace: trace(targetsUp, ({ job }) => job),
      max: percent(100),
      levels: { low: percent(100) },
    }),
    scrapeTime: lines({
      title: "Scrape Duration",
      description: scrapeTime.description,
      empty: "Prometheus scrapes nothing",
      traces: [trace(scrapeTime, ({ job }) => job)],
    }),
    samples: lines({
      title: "Samples per Scrape",
      description: scrapedSamples.description,
      empty: "Prometheus scrapes nothing",
      traces: [trace(scrapedSamples, ({ job }) => job)],
    }),
    rejectedSamples: lines({
      title: "Rejected Samples (per second)",
      description:
        "Samples of successful scrapes that Prometheus rejects: a target exposes a series twice, or its timestamps are wrong. Prometheus's log names the target.",
      empty: NO_PROMETHEUS,
      traces: [
        trace(duplicate, () => duplicate.title),
        ...others.map((signal) => trace(signal, () => signal.title)),
      ],
    }),
    configuration: stat({
      title: "Configuration Reload",
      description: configTaken.description,
      empty: NO_PROMETHEUS,
      trace: trace(configTaken, ({ job }) => job),
      levels: { low: count(1) },
    }),
  };
}

function rulePanels() {
  return {
    blind: lines({
      title: "Alerts without Data",
      description: blindSpots.description,
      empty: "Every alert has its series",
      traces: [trace(blindSpots, ({ job }) => job)],
      levels: { high: count(1) },
    }),
    ruleTime: lines({
      title: "Rule Evaluation Duration",
      description: ruleTime.description,
      empty: NO_PROMETHEUS,
      traces: [trace(ruleTime, group)],
      rename: GROUP_ALONE,
    }),
    ruleFailures: lines({
      title: "Failed Rule Evaluations",
      description: ruleFailures.description,
      empty: NO_PROMETHEUS,
      traces: [trace(ruleFailures, group)],
      rename: GROUP_ALONE,
    }),
    missedEvaluations: lines({
      title: "Missed Rule Evaluations",
      description: missedEvaluations.description,
      empty: NO_PROMETHEUS,
      traces: [trace(missedEvaluations, group)],
      rename: GROUP_ALONE,
    }),
  };
}

function deliveryPanels({ policies }: DashboardContext) {
  return {
    alertsSent: lines({
      title: "Alerts Sent (per second)",
      description: alertsSent.description,
      empty: NO_PROMETHEUS,
      traces: [trace(alertsSent, ({ alertmanager }) => alertmanager)],
      rename: POD_ALONE,
    }),
    undelivered: lines({
      title: "Undelivered Alerts",
      description: undeliveredByAlertmanager.description,
      empty: "No alert was sent",
      traces: [trace(undeliveredByAlertmanager, ({ alertmanager }) => alertmanager)],
      rename: POD_ALONE,
      levels: { high: policies.AlertmanagerUnreachable.limit },
    }),
    waitingAlerts: lines({
      title: "Alert Queue Length",
      description: waitingAlerts.description,
      empty: NO_PROMETHEUS,
      traces: [trace(waitingAlerts, ({ alertmanager }) => alertmanager)],
      rename: POD_ALONE,
    }),
    watchdog: stat({
      title: "Watchdog",
      description: watchdog.description,
      empty: "Watchdog does not fire",
      trace: trace(watchdog, () => "firing"),
      levels: { low: count(1) },
    }),
  };
}

function notificationPanels({ policies }: DashboardContext) {
  return {
    notifications: lines({
      title: "Notifications (per second)",
      description: notificationRate.description,
      empty: "No notifications were sent",
      traces: [trace(notificationRate, integration)],
    }),
    notificationFailures: lines({
      title: "Failed Notifications",
      description: notificationFailures.description,
      empty: "No notifications were sent",
      traces: [trace(notificationFailures, integration)],
      levels: { high: policies.NotificationFailing.limit },
    }),
    notificationTime: lines({
      title: "Notification Latency",
      description: notificationTime.description,
      empty: "No notifications were sent",
      traces: [trace(notificationTime, integration)],
    }),
    alerts: lines({
      title: "Alerts in Alertmanager",
      description: alertsByState.description,
      empty: NO_ALERTMANAGER,
      traces: [trace(alertsByState, ({ state }) => state)],
    }),
    members: lines({
      title: "Alertmanager Cluster Members",
      description: `${alertmanagersUp.description} ${clusterMembers.description}`,
      empty: NO_ALERTMANAGER,
      traces: [trace(alertmanagersUp, () => "up"), trace(clusterMembers, () => "seen by each")],
    }),
  };
}

function storagePanels() {
  const [first, ...others] = storageFailures.map(({ signal }) =>
    trace(signal, () => signal.title),
  ) as [Trace<"count">, ...Trace<"count">[]];
  return {
    series: lines({
      title: "Head Series",
      description: headSeries.description,
      empty: NO_PROMETHEUS,
      traces: [trace(headSeries, () => "series")],
    }),
    appended: lines({
      title: "Samples Appended (per second)",
      description: appendedSamples.description,
      empty: NO_PROMETHEUS,
      traces: [trace(appendedSamples, () => "samples")],
    }),
    storage: lines({
      title: "TSDB Disk Usage",
      description: `${blockBytes.description} ${walBytes.description}`,
      empty: NO_PROMETHEUS,
      traces: [trace(blockBytes, () => "blocks"), trace(walBytes, () => "write-ahead log")],
    }),
    storageFailures: lines({
      title: "TSDB Failures",
      description: "Failed operations of Prometheus's storage.",
      empty: NO_PROMETHEUS,
      traces: [first, ...others],
    }),
    queryRate: lines({
      title: "Queries (per second)",
      description: queryRate.description,
      empty: NO_PROMETHEUS,
      traces: [trace(queryRate, () => "queries")],
    }),
    queryTime: lines({
      title: "Query Duration",
      description: queryTime.description,
      empty: NO_PROMETHEUS,
      traces: [trace(queryTime, ({ slice }) => slice)],
    }),
  };
}
