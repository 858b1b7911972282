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
  queryTime,
  ruleFailures,
  ruleTime,
} from "../signals/monitoring";
import { blindSpots } from "../signals/blind";
import { scrapedSamples, scrapeTime, targetsUp } from "../signals/scraping";
import {
  appendedSamples,
  blockBytes,
  headSeries,
  storageFailures,
  walBytes,
} from "../signals/tsdb";
import { PLACES } from "../signals/places";
import type { DashboardContext } from "./context";
import { bars, dashboard, lines, stat, trace, type Trace } from "./grafana";

const NO_PROMETHEUS = "Prometheus does not scrape itself";
const NO_ALERTMANAGER = "Alertmanager is out of sight";
const group = ({ rule_group }: Readonly<Record<"rule_group", string>>) => rule_group;
const integration = (labels: Readonly<Record<"integration", string>>) => labels.integration;

export const monitoring = (context: DashboardContext) =>
  dashboard(PLACES.monitoring, {
    title: "Monitoring",
    description: "Whether what watches AutoDealGenie works itself, from the scrape to the message.",
    tags: ["monitoring"],
    instancesOf: "prometheus",
    refresh: "30s",
    from: "now-6h",
    rows: [
      ["targets", "configuration", "watchdog"],
      ["blind"],
      ["scrapeTime", "samples"],
      ["ruleTime", "ruleFailures", "missedEvaluations"],
      ["alertsSent", "undelivered", "waitingAlerts"],
      ["notifications", "notificationFailures", "notificationTime"],
      ["alerts", "members"],
      ["series", "appended", "storage"],
      ["storageFailures", "queryTime"],
    ],
    panels: {
      ...scrapePanels(),
      ...rulePanels(),
      ...deliveryPanels(context),
      ...notificationPanels(context),
      ...storagePanels(),
    },
  });

function scrapePanels() {
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
      title: "Scrape Time",
      description: scrapeTime.description,
      empty: "Prometheus scrapes nothing",
      traces: [trace(scrapeTime, ({ job }) => job)],
    }),
    samples: lines({
      title: "Samples of a Scrape",
      description: scrapedSamples.description,
      empty: "Prometheus scrapes nothing",
      traces: [trace(scrapedSamples, ({ job }) => job)],
    }),
    configuration: stat({
      title: "Configuration Taken",
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
      title: "What Alerts Cannot See",
      description: blindSpots.description,
      empty: "Every alert sees what it reads",
      traces: [trace(blindSpots, ({ job }) => job)],
    }),
    ruleTime: lines({
      title: "Rule Evaluation Time",
      description: ruleTime.description,
      empty: NO_PROMETHEUS,
      traces: [trace(ruleTime, group)],
    }),
    ruleFailures: lines({
      title: "Failed Rule Evaluations",
      description: ruleFailures.description,
      empty: NO_PROMETHEUS,
      traces: [trace(ruleFailures, group)],
    }),
    missedEvaluations: lines({
      title: "Missed Rule Evaluations",
      description: missedEvaluations.description,
      empty: NO_PROMETHEUS,
      traces: [trace(missedEvaluations, group)],
    }),
  };
}

function deliveryPanels({ policies }: DashboardContext) {
  return {
    alertsSent: lines({
      title: "Alerts Sent to Alertmanager",
      description: alertsSent.description,
      empty: NO_PROMETHEUS,
      traces: [trace(alertsSent, ({ alertmanager }) => alertmanager)],
    }),
    undelivered: lines({
      title: "Undelivered Alerts",
      description: undeliveredByAlertmanager.description,
      empty: "No alert was sent",
      traces: [trace(undeliveredByAlertmanager, ({ alertmanager }) => alertmanager)],
      levels: { high: policies.AlertmanagerUnreachable.limit },
    }),
    waitingAlerts: lines({
      title: "Alerts Waiting to Be Sent",
      description: waitingAlerts.description,
      empty: NO_PROMETHEUS,
      traces: [trace(waitingAlerts, ({ alertmanager }) => alertmanager)],
    }),
    watchdog: stat({
      title: "Watchdog",
      description: watchdog.description,
      empty: "The alert that always fires does not",
      trace: trace(watchdog, () => "firing"),
      levels: { low: count(1) },
    }),
  };
}

function notificationPanels({ policies }: DashboardContext) {
  return {
    notifications: lines({
      title: "Notifications",
      description: notificationRate.description,
      empty: "Nobody was told anything",
      traces: [trace(notificationRate, integration)],
    }),
    notificationFailures: lines({
      title: "Failed Notifications",
      description: notificationFailures.description,
      empty: "Nobody was told anything",
      traces: [trace(notificationFailures, integration)],
      levels: { high: policies.NotificationFailing.limit },
    }),
    notificationTime: lines({
      title: "Notification Time",
      description: notificationTime.description,
      empty: "Nobody was told anything",
      traces: [trace(notificationTime, integration)],
    }),
    alerts: lines({
      title: "Alerts in Alertmanager",
      description: alertsByState.description,
      empty: NO_ALERTMANAGER,
      traces: [trace(alertsByState, ({ state }) => state)],
    }),
    members: lines({
      title: "Alertmanagers",
      description: `${alertmanagersUp.description} ${clusterMembers.description}`,
      empty: NO_ALERTMANAGER,
      traces: [trace(alertmanagersUp, () => "up"), trace(clusterMembers, () => "seen by each")],
    }),
  };
}

function storagePanels() {
  const [first, ...others] = storageFailures.map((signal) => trace(signal, () => signal.title)) as [
    Trace<"count">,
    ...Trace<"count">[],
  ];
  return {
    series: lines({
      title: "Series",
      description: headSeries.description,
      empty: NO_PROMETHEUS,
      traces: [trace(headSeries, () => "series")],
    }),
    appended: lines({
      title: "Samples Stored",
      description: appendedSamples.description,
      empty: NO_PROMETHEUS,
      traces: [trace(appendedSamples, () => "samples")],
    }),
    storage: lines({
      title: "Disk Space of the Samples",
      description: `${blockBytes.description} ${walBytes.description}`,
      empty: NO_PROMETHEUS,
      traces: [trace(blockBytes, () => "blocks"), trace(walBytes, () => "write-ahead log")],
    }),
    storageFailures: lines({
      title: "Storage Failures",
      description: "What failed of what Prometheus does with the samples that it stores.",
      empty: NO_PROMETHEUS,
      traces: [first, ...others],
    }),
    queryTime: lines({
      title: "Query Time",
      description: queryTime.description,
      empty: NO_PROMETHEUS,
      traces: [trace(queryTime, ({ slice }) => slice)],
    }),
  };
}
