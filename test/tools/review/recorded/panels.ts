import { withdraw, replace, rewrite, setIn } from "./edit";
import { edits, type Recorded } from "./record";

const overview = "autodealgenie-system-overview.json";
const panel = (title: string) => ["panels", { title }] as const;

const activeUsers =
  'max(autodealgenie_active_users{job="backend",environment=~"$environment",instance=~"$instance"})';

export const panelRecords: readonly Recorded[] = [
  {
    title: "panels get another query, unit, title and limit",
    change: edits(
      setIn(
        overview,
        [...panel("Application Memory Usage"), "fieldConfig", "defaults", "unit"],
        "s",
      ),
      setIn(
        overview,
        [...panel("Application Memory Usage"), "targets", 0, "expr"],
        (expr: string) => expr.replace("sum by (pod)", "max by (pod)"),
      ),
      setIn(overview, [...panel("Request Rate (req/s)"), "title"], "Requests"),
      setIn(
        overview,
        [
          ...panel("Error Rate (5xx)"),
          "fieldConfig",
          "defaults",
          "thresholds",
          "steps",
          { color: "red" },
          "value",
        ],
        0.1,
      ),
    ),
    tells: `
Panels
  System Overview / Requests: title Request Rate (req/s) -> Requests
  System Overview / Error Rate (5xx): limit yellow from 1 %, red from 5 % -> yellow from 1 %, red from 10 %
  System Overview / Application Memory Usage: query sum … -> max …, unit bytes -> seconds
`,
  },
  {
    title: "a panel is removed, and those below it move up",
    change: edits(
      setIn(overview, panel("HTTP Status Codes"), undefined),
      setIn(overview, [...panel("Redis Memory Usage"), "gridPos", "y"], 8),
      setIn(overview, [...panel("PostgreSQL Active Connections"), "gridPos", "y"], 8),
    ),
    tells: `
Gone
  panel System Overview / HTTP Status Codes: gone

Panels
  System Overview / PostgreSQL Active Connections, System Overview / Redis Memory Usage: moved
`,
  },
  {
    title: "a panel is moved to another dashboard, and one is added",
    change: edits(
      setIn("autodealgenie-customers.json", ["panels"], (panels: readonly { title: string }[]) =>
        panels.filter(({ title }) => title !== "Active Users"),
      ),
      setIn(overview, ["panels"], (panels: readonly object[]) => [
        ...panels,
        {
          id: 50,
          title: "Active Users",
          type: "timeseries",
          gridPos: { x: 0, y: 40, w: 24, h: 8 },
          targets: [{ refId: "A", expr: activeUsers }],
        },
        { id: 51, title: "Targets", targets: [{ refId: "A", expr: "count(up)" }] },
      ]),
    ),
    tells: `
Panels
  System Overview / Targets: new, draws count(up)
  System Overview / Active Users: moved here from Customers, Negotiations and Loans
`,
  },
  {
    title: "a dashboard is removed, and another gets a new time range and refresh interval",
    change: edits(
      withdraw("autodealgenie-customers"),
      setIn(overview, ["time", "from"], "now-24h"),
      setIn(overview, ["refresh"], "1m"),
    ),
    tells: `
Gone
  dashboard Customers, Negotiations and Loans: gone, with 8 panels; links to it and bookmarks of it break

Dashboards
  System Overview: time.from now-1h -> now-24h, refresh 10s -> 1m
`,
  },
  {
    title: "a dashboard variable gets its values from another query",
    change: edits(
      replace(
        "autodealgenie-application.json",
        'label_values(up{job=\\"backend\\"}, environment)',
        "label_values(up, environment)",
      ),
    ),
    tells: `
Dashboards
  Application: variable.environment.query label_values(up{job="backend"}, environment) -> label_values(up, environment)
`,
  },
  {
    title: "metrics are added, removed and given another label",
    change: edits(
      rewrite("metrics.json", (metrics) => [
        ...metrics
          .filter(({ name }) => name !== "autodealgenie_user_signups_total")
          .map((metric) =>
            metric.name === "autodealgenie_loan_applications_total"
              ? { ...metric, labels: { ...(metric.labels as object), channel: ["web", "phone"] } }
              : metric,
          ),
        {
          name: "autodealgenie_quote_seconds",
          kind: "histogram",
          origin: "The backend",
          job: "backend",
          labels: { route: null, tier: ["basic", "full"] },
          buckets: [0.1, 1, 10],
        },
      ]),
    ),
    tells: `
Gone
  metric autodealgenie_user_signups_total: gone; read by LowUserSignupRate and AlertBlind

Metrics
  autodealgenie_loan_applications_total: label channel added; estimated series 18 on 3 pods -> 36 on 3 pods
  autodealgenie_quote_seconds: new histogram by route and tier; estimated new series: 36 for each route on 3 pods
`,
  },
];
