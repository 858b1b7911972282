import type { ScenariosByAlert, AlertScenarios } from "./scenario";

const sent = (to: string) =>
  `prometheus_notifications_sent_total{job="prometheus",alertmanager="${to}"}`;
const dropped = (to: string) =>
  `prometheus_notifications_dropped_total{job="prometheus",alertmanager="${to}"}`;

const alertmanagerUnreachable: AlertScenarios = {
  scenarios: [
    {
      title: "fires if the only Alertmanager receives nothing",
      series: { [sent("a")]: "0x40", [dropped("a")]: "0+2x40" },
      at: "15m",
      fires: [{}],
      says: {
        summary: "Prometheus cannot deliver its alerts to any Alertmanager.",
        description:
          "Even for the Alertmanager that receives the most alerts, 100% are not delivered; the limit is 10%. Nobody is notified of what fires.",
      },
    },
    {
      title: "fires if every one of several Alertmanagers misses too many alerts",
      series: {
        [sent("a")]: "0x40",
        [dropped("a")]: "0+10x40",
        [sent("b")]: "0+5x40",
        [dropped("b")]: "0+5x40",
      },
      at: "15m",
      fires: [{}],
    },
    {
      title: "stays quiet while one of several Alertmanagers receives every alert",
      series: {
        [sent("a")]: "0x40",
        [dropped("a")]: "0+10x40",
        [sent("b")]: "0+10x40",
        [dropped("b")]: "0x40",
      },
      at: "30m",
      fires: [],
    },
    {
      title: "stays quiet if exactly 10% of the alerts are dropped",
      case: "just below the limit",
      series: { [sent("a")]: "0+9x40", [dropped("a")]: "0+1x40" },
      at: "30m",
      fires: [],
    },
    {
      title: "stays quiet while no alerts are sent",
      case: "no traffic",
      series: { [sent("a")]: "70x40", [dropped("a")]: "30x40" },
      at: "30m",
      fires: [],
    },
    {
      title: "does not treat a counter reset as drops",
      case: "restarted counter",
      series: { [sent("a")]: "500+2x10 0+2x40", [dropped("a")]: "400x10 0x40" },
      at: "16m",
      fires: [],
    },
    {
      title: "stays quiet while a lone Alertmanager is replaced",
      series: { [sent("a")]: "0+2x40", [dropped("a")]: "0x10 2x40" },
      at: "16m",
      fires: [],
    },
  ],
  cannotBe: {},
};

const attempted = (integration: string, pod = "alertmanager-0") =>
  `alertmanager_notifications_total{job="alertmanager",pod="${pod}",integration="${integration}"}`;
const givenUp = (integration: string, pod = "alertmanager-0", reason = "clientError") =>
  `alertmanager_notifications_failed_total{job="alertmanager",pod="${pod}",integration="${integration}",reason="${reason}"}`;

const notificationFailing: AlertScenarios = {
  scenarios: [
    {
      title: "fires only for the integration that fails, whatever the reason",
      series: {
        [attempted("slack")]: "0+2x40",
        [givenUp("slack")]: "0+1x40",
        [givenUp("slack", "alertmanager-0", "other")]: "0+1x40",
        [attempted("pagerduty")]: "0+2x40",
        [givenUp("pagerduty")]: "0x40",
      },
      at: "20m",
      fires: [{ integration: "slack" }],
      says: {
        summary: "Alertmanager cannot send notifications by slack.",
        description:
          "100% of its notifications by slack failed for good, after all retries; the limit is 1%. Whoever relies on them misses alerts.",
      },
    },
    {
      title: "fires if the only email of a day fails",
      series: { [attempted("email")]: "0x10 1x40", [givenUp("email")]: "0x10 1x40" },
      at: "20m",
      fires: [{ integration: "email" }],
    },
    {
      title: "fires if every replica that sends notifications fails",
      series: {
        [attempted("slack")]: "0+1x40",
        [givenUp("slack")]: "0+1x40",
        [attempted("slack", "alertmanager-1")]: "0+1x40",
        [givenUp("slack", "alertmanager-1")]: "0+1x40",
        [attempted("slack", "alertmanager-2")]: "0x40",
        [givenUp("slack", "alertmanager-2")]: "0x40",
      },
      at: "20m",
      fires: [{ integration: "slack" }],
    },
    {
      title: "stays quiet if another replica sends the notifications successfully",
      series: {
        [attempted("slack")]: "0+1x40",
        [givenUp("slack")]: "0+1x40",
        [attempted("slack", "alertmanager-1")]: "0+1x40",
        [givenUp("slack", "alertmanager-1")]: "0x40",
      },
      at: "30m",
      fires: [],
    },
    {
      title: "stays quiet if exactly 1% of the notifications fail",
      case: "just below the limit",
      series: { [attempted("slack")]: "0+100x40", [givenUp("slack")]: "0+1x40" },
      at: "30m",
      fires: [],
    },
    {
      title: "stays quiet while no notifications are sent",
      case: "no traffic",
      series: { [attempted("slack")]: "70x40", [givenUp("slack")]: "60x40" },
      at: "30m",
      fires: [],
    },
    {
      title: "does not treat a counter reset as failures",
      case: "restarted counter",
      series: { [attempted("slack")]: "500+1x10 0+1x40", [givenUp("slack")]: "400x10 0x40" },
      at: "20m",
      fires: [],
    },
  ],
  cannotBe: {},
};

const up = (instance: string) => `up{job="alertmanager",instance="${instance}"}`;
const members = (pod: string) => `alertmanager_cluster_members{job="alertmanager",pod="${pod}"}`;
const alertmanagers = (count: number, value = "1x40") =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [up(`10.0.0.${i}:9093`), value]));

const alertmanagerClusterBroken: AlertScenarios = {
  scenarios: [
    {
      title: "fires if one of three replicas sees no other",
      series: {
        ...alertmanagers(3),
        [members("alertmanager-0")]: "3x4 2x40",
        [members("alertmanager-1")]: "3x4 2x40",
        [members("alertmanager-2")]: "3x4 1x40",
      },
      at: "11m",
      fires: [{}],
      says: {
        summary: "The Alertmanager replicas do not all see each other.",
        description:
          "One of them sees 1 of the replicas that are up, including itself. Notifications may arrive twice, and a silence may apply in one replica only.",
      },
    },
    {
      title: "stays quiet while all replicas see each other",
      case: "just below the limit",
      series: {
        ...alertmanagers(2),
        [members("alertmanager-0")]: "2x40",
        [members("alertmanager-1")]: "2x40",
      },
      at: "30m",
      fires: [],
    },
    {
      title: "stays quiet if a replica is down, which another alert covers",
      series: {
        ...alertmanagers(2),
        [up("10.0.0.9:9093")]: "0x40",
        [members("alertmanager-0")]: "2x40",
        [members("alertmanager-1")]: "2x40",
      },
      at: "30m",
      fires: [],
    },
    {
      title: "stays quiet with a single replica, which exposes no member count",
      series: alertmanagers(1),
      at: "30m",
      fires: [],
    },
  ],
  cannotBe: {
    "no traffic": "members see each other without any alert",
    "restarted counter": "it reads no counter",
  },
};

/** Scenarios of the path from Prometheus to people. */
export const deliveryScenarios = {
  AlertmanagerUnreachable: alertmanagerUnreachable,
  NotificationFailing: notificationFailing,
  AlertmanagerClusterBroken: alertmanagerClusterBroken,
} satisfies ScenariosByAlert;
