import { set, setIn } from "./edit";
import { edits, settings, type Recorded } from "./record";

const receiver = (name: string) => ["receivers", { name }] as const;
const route = (name: string) => ["route", "routes", { receiver: name }] as const;

const webhook = (url: string) =>
  setIn("alertmanager.yml", [...receiver("watchdog"), "webhook_configs", 0, "url"], url);

export const routeRecords: readonly Recorded[] = [
  {
    title: "database warnings are routed to PagerDuty",
    change: edits(
      setIn("alertmanager.yml", ["route", "routes"], (routes: readonly unknown[]) => [
        { receiver: "critical", matchers: ['component="database"', 'severity="warning"'] },
        ...routes,
      ]),
    ),
    tells: `
Routes
  warning/database: Slack #warnings -> PagerDuty, Slack #critical-alerts
`,
  },
  {
    title: "critical alerts no longer page, and only go to Slack",
    change: edits(
      setIn("alertmanager.yml", [...receiver("critical"), "pagerduty_configs"], undefined),
    ),
    tells: `
Alerts that no longer page
  route critical: PagerDuty, Slack #critical-alerts -> Slack #critical-alerts
`,
  },
  {
    title: "a receiver is removed, together with its route",
    change: edits(
      setIn("alertmanager.yml", receiver("watchdog"), undefined),
      setIn("alertmanager.yml", route("watchdog"), undefined),
    ),
    tells: `
Alerts that no longer page
  route Watchdog: webhook watchdog-url -> Slack #warnings, news after 1 min -> 1 min 11 s, repeated every 45 s -> 1 h

Gone
  receiver watchdog: gone, webhook watchdog-url
`,
  },
  {
    title: "warnings and info alerts are muted at night",
    change: settings({
      notifications: {
        maintenance: [{ name: "nightly", times: [{ start: "02:00", end: "02:30" }] }],
      },
    }),
    tells: `
Alerts that no longer page
  route warning, info: muted in no time -> maintenance-nightly

Workloads
  monitoring/alertmanager: restarts 3 pods

Settings
  alertmanager.yml: time_intervals.maintenance-nightly none -> {"name":"maintenance-nightly","time_intervals":[{"times":[{"start_time":"02:00","end_time":"02:30"}],"location":"UTC"}]}
`,
  },
  {
    title: "pages are repeated less often, and grouped by component",
    change: edits(
      setIn("alertmanager.yml", [...route("critical"), "repeat_interval"], "12h"),
      setIn("alertmanager.yml", [...route("critical"), "group_by"], ["component"]),
    ),
    tells: `
Routes
  HighErrorRate, TrafficGone, ServiceDown outage, ServiceDown suspected, DatabaseDown outage and 10 more: grouped by severity -> component, repeated every 4 h -> 12 h
`,
  },
  {
    title: "first notifications are sent later",
    change: edits(setIn("alertmanager.yml", ["route", "group_wait"], "40s")),
    tells: `
Alerts
  HighErrorRate outage, ServiceDown outage, ServiceDown suspected, ServiceDown, TrafficGone outage and 21 more: worst-case page 30 s later
  HighAPILatency, HighRequestRate, EventLoopLagHigh, VehicleSearchFailing, NegotiationFailing and 52 more: worst-case message 30 s later

Routes
  critical, warning, info, Watchdog: first message after 10 s -> 40 s
`,
  },
  {
    title: "critical alerts also notify Opsgenie, with a new secret",
    change: settings({
      notifications: {
        opsgenie: { severities: ["critical"], responders: [{ type: "team", name: "ops" }] },
      },
    }),
    tells: `
Routes
  critical: PagerDuty, Slack #critical-alerts -> Opsgenie, PagerDuty, Slack #critical-alerts

Receivers
  opsgenie: new: Opsgenie

Secrets
  monitoring/alertmanager: opsgenie-api-key new

Workloads
  monitoring/alertmanager: restarts 3 pods

Other objects
  StatefulSet monitoring/alertmanager: also mounts the secret opsgenie-api-key
`,
  },
  {
    title: "the URL of the dead-man's switch, set in the configuration, is changed",
    base: edits(webhook("https://switch.example/a-token")),
    change: edits(webhook("https://switch.example/b-token")),
    tells: `
Receivers
  watchdog: webhook.url changed
`,
  },
  {
    title: "an alert is inhibited while another fires",
    change: edits(
      setIn("alertmanager.yml", ["inhibit_rules"], (rules: readonly unknown[]) => [
        ...rules,
        {
          source_matchers: ['alertname="TargetDown"'],
          target_matchers: ['alertname="HighErrorRate"'],
          equal: [],
        },
      ]),
    ),
    tells: `
Alerts that no longer page
  inhibition while TargetDown fires: new: inhibits HighErrorRate
`,
  },
  {
    title: "a Slack title is changed, and Alertmanager is reduced to one replica",
    change: edits(
      setIn(
        "alertmanager.yml",
        [...receiver("warning"), "slack_configs", 0, "title"],
        "{{ .GroupLabels.alertname }}",
      ),
      set("StatefulSet-monitoring-alertmanager", ["spec", "replicas"], 1),
    ),
    tells: `
Alerts
  HighErrorRate outage, ServiceDown outage, ServiceDown suspected, ServiceDown, TrafficGone outage and 21 more: worst-case page 8 s sooner
  HighAPILatency, HighRequestRate, EventLoopLagHigh, VehicleSearchFailing, NegotiationFailing and 52 more: worst-case message 8 s sooner

Receivers
  warning: slack.title {{ template "autodealgenie.title" . }} -> {{ .GroupLabels.alertname }}

Workloads
  monitoring/alertmanager: replicas 3 -> 1
`,
  },
];
