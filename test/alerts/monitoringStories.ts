import { UP_OR_DOWN } from "./downTales";
import type { Stories, Tale, Told } from "./stories";
import { JOBS } from "../../infra/promql/targets";

const up = (job: string, instance: string) => `up{job="${job}",instance="${instance}"}`;
/** Every job has a target that answers. */
const allUp = Object.fromEntries(JOBS.map((job) => [up(job, `${job}:1`), "1x40"]));

const targetDown: Told = {
  tales: [
    {
      title: "fires once for each job, and names the targets of that job",
      series: {
        ...allUp,
        [up("grafana", "10.0.0.2:3000")]: "0x40",
        [up("grafana", "10.0.0.1:3000")]: "0x40",
      },
      at: "6m",
      fires: [{ job: "grafana" }],
      says: {
        summary: "Prometheus cannot scrape grafana.",
        description:
          "2 of the targets of the job grafana do not answer: 10.0.0.1:3000, 10.0.0.2:3000. What they measure is missing, and the alerts on it are blind.",
      },
    },
    {
      title: "tells each job's on its own",
      series: { [up("kubelet", "node-a")]: "0x40", [up("backend", "10.0.0.1:8000")]: "0x40" },
      at: "6m",
      fires: [{ job: "backend" }, { job: "kubelet" }],
    },
    { title: "stays quiet while all answer", series: allUp, at: "30m", fires: [] },
    {
      title: "stays quiet when some scrapes fail",
      series: { [up("grafana", "10.0.0.1:3000")]: "1x4 0x4 1x10" },
      at: "15m",
      fires: [],
    },
  ],
  cannotBe: UP_OR_DOWN,
};

const targetAbsent: Told = {
  tales: [
    {
      title: "fires for a job whose targets are all gone",
      series: { ...allUp, [up("grafana", "grafana:1")]: "1x4 stale" },
      at: "11m",
      fires: [{ job: "grafana" }],
      says: {
        summary: "Prometheus knows no target of grafana.",
        description:
          "Nothing at all is scraped as the job grafana. What it measures is missing, and the alerts on it are blind.",
      },
    },
    {
      title: "fires for each job where nothing is scraped",
      series: {},
      at: "6m",
      fires: JOBS.map((job) => ({ job })),
    },
    {
      title: "stays quiet for a target that is down but known",
      series: { ...allUp, [up("grafana", "grafana:1")]: "0x40" },
      at: "30m",
      fires: [],
    },
    {
      title: "stays quiet when a pod is replaced",
      series: {
        ...allUp,
        [up("grafana", "grafana:1")]: "1x4 stale",
        [up("grafana", "grafana:2")]: "_x6 1x40",
      },
      at: "30m",
      fires: [],
    },
  ],
  cannotBe: {
    ...UP_OR_DOWN,
    "just below the limit": "there is nothing between some target and none",
    "no traffic": "being known is no matter of traffic",
  },
};

const RULE_GROUP = "/etc/prometheus/rules/alerts.yml;backend";
const failures = `prometheus_rule_evaluation_failures_total{job="prometheus",instance="a",rule_group="${RULE_GROUP}"}`;

const ruleEvaluationFailing: Told = {
  tales: [
    {
      title: "fires on a rule that fails each time, and names its group",
      series: { [failures]: "0+2x40" },
      at: "15m",
      fires: [{ rule_group: RULE_GROUP }],
      says: {
        summary: "Prometheus cannot evaluate some of its rules.",
        description: `10 evaluations of rules of the group ${RULE_GROUP} have failed lately. An alert among them cannot fire.`,
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
      title: "takes no restart for failures",
      case: "restarted counter",
      series: { [failures]: "50x10 0x40" },
      at: "12m",
      fires: [],
    },
  ],
  cannotBe: {},
};

const sent = (to: string) =>
  `prometheus_notifications_sent_total{job="prometheus",alertmanager="${to}"}`;
const dropped = (to: string) =>
  `prometheus_notifications_dropped_total{job="prometheus",alertmanager="${to}"}`;

const alertmanagerUnreachable: Told = {
  tales: [
    {
      title: "fires where the only Alertmanager gets nothing",
      series: { [sent("a")]: "0+2x40", [dropped("a")]: "0+2x40" },
      at: "15m",
      fires: [{}],
      says: {
        summary: "Prometheus cannot deliver its alerts to any Alertmanager.",
        description:
          "Even to the Alertmanager that gets most of them, 100% of the alerts do not get through; the limit is 10%. Nobody is told of what fires.",
      },
    },
    {
      title: "fires where none of several gets enough",
      series: {
        [sent("a")]: "0+10x40",
        [dropped("a")]: "0+10x40",
        [sent("b")]: "0+10x40",
        [dropped("b")]: "0+5x40",
      },
      at: "15m",
      fires: [{}],
    },
    {
      title: "stays quiet while one of several gets all",
      series: {
        [sent("a")]: "0+10x40",
        [dropped("a")]: "0+10x40",
        [sent("b")]: "0+10x40",
        [dropped("b")]: "0x40",
      },
      at: "30m",
      fires: [],
    },
    {
      title: "stays quiet at a tenth",
      case: "just below the limit",
      series: { [sent("a")]: "0+10x40", [dropped("a")]: "0+1x40" },
      at: "30m",
      fires: [],
    },
    {
      title: "stays quiet where nothing is sent",
      case: "no traffic",
      series: { [sent("a")]: "70x40", [dropped("a")]: "30x40" },
      at: "30m",
      fires: [],
    },
    {
      title: "takes no restart for drops",
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

const notificationFailing: Told = {
  tales: [
    {
      title: "fires for the one kind that fails, whatever the reason",
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
        summary: "Alertmanager cannot tell people by slack.",
        description:
          "100% of its notifications by slack were given up, retries included; the limit is 1%. Whoever relies on them misses alerts.",
      },
    },
    {
      title: "fires on the only mail of a day that fails",
      series: { [attempted("email")]: "0x10 1x40", [givenUp("email")]: "0x10 1x40" },
      at: "20m",
      fires: [{ integration: "email" }],
    },
    {
      title: "fires where every replica that tries fails",
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
      title: "stays quiet where the next replica tells it instead",
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
      title: "stays quiet at one in a hundred",
      case: "just below the limit",
      series: { [attempted("slack")]: "0+100x40", [givenUp("slack")]: "0+1x40" },
      at: "30m",
      fires: [],
    },
    {
      title: "stays quiet where nobody is told anything",
      case: "no traffic",
      series: { [attempted("slack")]: "70x40", [givenUp("slack")]: "60x40" },
      at: "30m",
      fires: [],
    },
    {
      title: "takes no restart for failures",
      case: "restarted counter",
      series: { [attempted("slack")]: "500+1x10 0+1x40", [givenUp("slack")]: "400x10 0x40" },
      at: "20m",
      fires: [],
    },
  ],
  cannotBe: {},
};

const taken = (job: "prometheus" | "alertmanager", pod: string) =>
  `${job}_config_last_reload_successful{job="${job}",pod="${pod}"}`;

const configReloadFailing: Told = {
  tales: [
    {
      title: "fires for the one that refused its configuration",
      series: {
        [taken("prometheus", "prometheus-0")]: "1x40",
        [taken("alertmanager", "alertmanager-0")]: "1x40",
        [taken("alertmanager", "alertmanager-1")]: "1x4 0x40",
      },
      at: "11m",
      fires: [{ job: "alertmanager" }],
      says: {
        summary: "The configuration of alertmanager was refused.",
        description:
          "alertmanager goes on with the configuration that it had before: what was changed since is not in force, and a restart would fail.",
      },
    },
    {
      title: "fires for both",
      series: {
        [taken("prometheus", "prometheus-0")]: "0x40",
        [taken("alertmanager", "alertmanager-0")]: "0x40",
      },
      at: "6m",
      fires: [{ job: "prometheus" }, { job: "alertmanager" }],
    },
    {
      title: "stays quiet where a better one follows soon",
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

const tsdbFailing: Told = {
  tales: [
    {
      title: "fires on compactions that fail",
      series: { [compactions]: "0x10 1+1x40", [corruptions]: "0x50" },
      at: "40m",
      fires: [{}],
      says: {
        summary: "Prometheus has trouble with what it stores.",
        description:
          "Compactions, truncations, checkpoints or its write-ahead log have failed 15 times lately. Samples may be lost, and its volume may fill.",
      },
    },
    {
      title: "fires on a single damage",
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
    {
      title: "takes no restart for failures",
      case: "restarted counter",
      series: { [compactions]: "30x10 0x40" },
      at: "20m",
      fires: [],
    },
  ],
  cannotBe: {},
};

const members = (pod: string) => `alertmanager_cluster_members{job="alertmanager",pod="${pod}"}`;
const alertmanagers = (count: number, value = "1x40") =>
  Object.fromEntries(
    Array.from({ length: count }, (_, i) => [up("alertmanager", `10.0.0.${i}:9093`), value]),
  );

const alertmanagerClusterBroken: Told = {
  tales: [
    {
      title: "fires where one of three is alone",
      series: {
        ...alertmanagers(3),
        [members("alertmanager-0")]: "3x4 2x40",
        [members("alertmanager-1")]: "3x4 2x40",
        [members("alertmanager-2")]: "3x4 1x40",
      },
      at: "11m",
      fires: [{}],
      says: {
        summary: "The Alertmanagers do not all see each other.",
        description:
          "One of them sees 1 of those that are up, itself included. A message may come twice, and a silence may hold in one of them only.",
      },
    },
    {
      title: "stays quiet while all see each other",
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
      title: "stays quiet where one is down, which has an alert of its own",
      series: {
        ...alertmanagers(2),
        [up("alertmanager", "10.0.0.9:9093")]: "0x40",
        [members("alertmanager-0")]: "2x40",
        [members("alertmanager-1")]: "2x40",
      },
      at: "30m",
      fires: [],
    },
    {
      title: "stays quiet where there is one only, which counts no members",
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

const watchdog: readonly Tale[] = [
  { title: "fires from the first evaluation on", series: {}, at: "0s", fires: [{}] },
  {
    title: "fires whatever else is wrong, once",
    series: { 'up{job="backend"}': "0x10", 'up{job="prometheus"}': "0x10" },
    at: "10m",
    fires: [{}],
    says: {
      summary: "The alerting works.",
      description:
        "This alert always fires. The dead-man's switch outside expects it, and calls somebody when it stays away.",
    },
  },
];

export const monitoringStories = {
  TargetDown: targetDown,
  TargetAbsent: targetAbsent,
  RuleEvaluationFailing: ruleEvaluationFailing,
  AlertmanagerUnreachable: alertmanagerUnreachable,
  NotificationFailing: notificationFailing,
  ConfigReloadFailing: configReloadFailing,
  TSDBFailing: tsdbFailing,
  AlertmanagerClusterBroken: alertmanagerClusterBroken,
  Watchdog: {
    tales: watchdog,
    cannotBe: {
      "just below the limit": "it has no limit",
      "no traffic": "it fires then, too",
      "restarted counter": "it reads no counter",
    },
  },
} satisfies Stories;
