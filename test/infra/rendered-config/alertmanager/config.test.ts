import { alertmanagerConfig, type Route } from "../../../../infra/rendered-config/alertmanager";
import { filledBy, TEMPLATES } from "../../../../infra/rendered-config/alertmanagerTemplates";
import { scaledTimes } from "../../../../infra/rendered-config/times";
import { toYaml } from "../../../../infra/rendered-config/yaml";
import { plan } from "../../../../infra/plan";
import { parseDuration } from "../../../../signals/promql/duration";
import { amtool } from "../../../support/amtool";
import { settings } from "../../../support/stacks";

const config = alertmanagerConfig(settings("dev").notifications, scaledTimes(1));
const receiver = (name: string) => config.receivers.find((candidate) => candidate.name === name)!;
const route = (name: string): Route =>
  config.route.routes!.find((candidate) => candidate.receiver === name)!;

describe("an alert's route", () => {
  it.each([
    [["severity=critical"], "critical"],
    [["severity=warning"], "warning"],
    [["severity=info"], "info"],
    [["alertname=Watchdog", "severity=none"], "watchdog"],
    [["alertname=Watchdog", "severity=critical"], "watchdog"],
    [["severity=catastrophic"], "warning"],
    [["alertname=Unlabelled"], "warning"],
  ])("with labels %j leads only to %s", (labels, expected) => {
    // Read without the templates, which are in another folder here.
    const files = { "alertmanager.yml": toYaml({ ...config, templates: [] }) };
    const args = ["config", "routes", "test", "--config.file=alertmanager.yml", ...labels];
    expect(amtool(files, ...args)).toBe(expected);
  });

  it("groups by name and severity and waits 10 s", () => {
    expect(config.route).toMatchObject({ group_by: ["alertname", "severity"], group_wait: "10s" });
  });

  it("repeats critical notifications every 4 h and warnings every hour", () => {
    expect(route("critical").repeat_interval).toBe("4h");
    expect(route("warning").repeat_interval).toBe("1h");
  });

  it("sends informational alerts once a day, repeating just under the group interval", () => {
    const { group_interval, repeat_interval } = route("info");
    expect(group_interval).toBe("24h");
    const spare = parseDuration(group_interval!) - parseDuration(repeat_interval!);
    // More than the slowest mail takes, and so little that a restart does not send a second mail much earlier.
    expect(spare).toBeGreaterThan(60_000);
    expect(spare).toBeLessThan(600_000);
  });

  it("notifies the watchdog every minute", () => {
    const { group_interval, repeat_interval } = route("watchdog");
    expect(group_interval).toBe("1m");
    expect(parseDuration(repeat_interval!)).toBeLessThan(60_000);
  });
});

describe("a receiver", () => {
  it("for critical alerts notifies PagerDuty (Events v2) and Slack, also when they resolve", () => {
    expect(receiver("critical")).toMatchObject({
      pagerduty_configs: [
        {
          routing_key_file: "/etc/secrets/pagerduty-routing-key",
          url: "https://events.pagerduty.com/v2/enqueue",
          send_resolved: true,
        },
      ],
      slack_configs: [
        {
          api_url_file: "/etc/secrets/slack-webhook-url",
          channel: "#critical-alerts",
          send_resolved: true,
        },
      ],
    });
  });

  it("for warnings notifies the Slack channel for warnings", () => {
    expect(receiver("warning").slack_configs).toMatchObject([
      { channel: "#warnings", send_resolved: true },
    ]);
  });

  it("for informational alerts notifies Slack and email, but not when they resolve", () => {
    expect(receiver("info").slack_configs).toMatchObject([
      { channel: "#info-alerts", send_resolved: false },
    ]);
    expect(receiver("info").email_configs).toMatchObject([
      { auth_password_file: "/etc/secrets/smtp-password", require_tls: true, send_resolved: false },
    ]);
  });

  it("for the watchdog gets no resolved notifications, since only missing pings matter", () => {
    expect(receiver("watchdog").webhook_configs).toEqual([
      { url_file: "/etc/secrets/watchdog-url", send_resolved: false },
    ]);
  });

  it("reads its secrets only from files", () => {
    expect(JSON.stringify(config)).not.toMatch(
      /"(api_url|routing_key|service_key|auth_password|auth_secret)"/,
    );
  });
});

describe("a notification", () => {
  const alert = (status: string, n: number, annotations: object) => ({
    status,
    labels: { alertname: "DatabaseDown", severity: "critical", pod: `p${n}` },
    annotations,
    startsAt: "2026-01-01T00:00:00Z",
    endsAt: "0001-01-01T00:00:00Z",
    generatorURL: "http://prometheus.example",
    fingerprint: String(n),
  });
  const annotations = {
    summary: "PostgreSQL is down.",
    description: "Nobody can sign in.",
    runbook_url: "https://runbooks.example/DatabaseDown.md",
    dashboard_url: "https://grafana.example/d/x",
  };
  const data = (status: string, ...alerts: object[]) => ({
    receiver: "critical",
    status,
    alerts,
    groupLabels: { alertname: "DatabaseDown", severity: "critical" },
    commonLabels: {},
    commonAnnotations: {},
    externalURL: "http://alertmanager.example",
  });
  const render = (template: Parameters<typeof filledBy>[0], content: object) =>
    amtool(
      { "a.tmpl": TEMPLATES, "data.json": JSON.stringify(content) },
      ...["template", "render", "--template.glob=*.tmpl", "--template.data=data.json"],
      `--template.text=${filledBy(template)}`,
    );
  const one = data("firing", alert("firing", 1, annotations));

  it("is titled with the alert's name and summary", () => {
    expect(render("title", one)).toBe("[FIRING] DatabaseDown: PostgreSQL is down.");
    const two = data("firing", alert("firing", 1, annotations), alert("firing", 2, annotations));
    expect(render("title", two)).toBe("[FIRING:2] DatabaseDown: PostgreSQL is down.");
    expect(render("title", data("resolved", alert("resolved", 1, annotations)))).toBe(
      "[RESOLVED] DatabaseDown: PostgreSQL is down.",
    );
  });

  it("describes each alert and links to runbook and dashboard", () => {
    expect(render("slack.text", one)).toBe(
      "Critical: Nobody can sign in.\n*First:* <https://runbooks.example/DatabaseDown.md|follow the runbook>, <https://grafana.example/d/x|look at the panel>, or <http://alertmanager.example/#/silences/new?filter=%7Balertname%3D~%22DatabaseDown%22%7D|silence it>",
    );
    expect(render("email.text", one)).toContain("Panel: https://grafana.example/d/x");
  });

  it("shows the first alert, then what to do, then the other alerts", () => {
    const other = { ...annotations, description: "Nobody can pay." };
    const two = data("firing", alert("firing", 1, annotations), alert("firing", 2, other));
    const lines = render("slack.text", two).split("\n");
    expect(lines.map((line) => line.slice(0, 29))).toEqual([
      "Critical: Nobody can sign in.",
      "*First:* <https://runbooks.ex",
      "Nobody can pay.",
    ]);
    const over = data("resolved", alert("resolved", 1, annotations));
    expect(render("slack.text", over)).toBe(
      "Resolved. It said: Nobody can sign in.\n<https://runbooks.example/DatabaseDown.md|Runbook> | <https://grafana.example/d/x|Panel>",
    );
  });

  it("links to a silence by alert names if its alerts have different names", () => {
    const named = (status: string, alertname: string) => ({
      ...alert(status, 1, annotations),
      labels: { alertname, severity: "critical" },
    });
    const told = ["RedisDown", "Redis", "HighErrorRate", "RedisDown"];
    const message = data(
      "firing",
      ...told.map((name) => named("firing", name)),
      named("resolved", "ServiceDown"),
    );
    const commonLabels = { severity: "critical" };
    const [, filter = ""] = render("silence", { ...message, commonLabels }).split("?filter=");
    expect(decodeURIComponent(filter)).toBe(
      '{severity="critical",alertname=~"RedisDown|Redis|HighErrorRate"}',
    );
  });

  it("links to a silence by its alerts' common labels, encoded for Alertmanager's page", () => {
    const of = (commonLabels: Readonly<Record<string, string>>) =>
      render("silence", { ...one, commonLabels });
    const url = of({ alertname: "A", path: '/a b+"c"', pod: "ü" });
    const [page, filter = ""] = url.split("?filter=");
    expect(page).toBe("http://alertmanager.example/#/silences/new");
    expect(decodeURIComponent(filter)).toBe('{alertname="A",path="/a b+\\"c\\"",pod="ü"}');
    expect(filter).not.toMatch(/[+ "{}]/);
    // Slack rejects a button with a URL of more than 3000 characters.
    expect(of({ alertname: "A", path: "x".repeat(3000) })).toBe(
      "http://alertmanager.example/#/alerts",
    );
  });

  it("links to Alertmanager if an alert has neither runbook nor dashboard", () => {
    const bare = data("firing", alert("firing", 1, { summary: "Bare." }));
    expect(render("runbook", bare)).toBe("http://alertmanager.example");
    expect(render("dashboard", bare)).toBe("http://alertmanager.example");
  });
});

describe("Alertmanager's replicas", () => {
  const replicated = (replicas: number) => {
    const workloads = plan(settings("dev", { alertmanager: { replicas } }));
    return {
      flags: workloads.alertmanager.resource.spec.template.spec!.containers[0]!.args!,
      prometheus: workloads.prometheus.configMaps[0]!.data!["prometheus.yml"]!,
      checksum: workloads.alertmanager.resource.spec.template.metadata!.annotations!,
    };
  };

  it("form no cluster if there is only one", () => {
    const { flags } = replicated(1);
    expect(flags).toContain("--cluster.listen-address=");
    expect(flags.join(" ")).not.toContain("--cluster.peer");
  });

  it("are peers and all receive every alert if there are three", () => {
    const { flags, prometheus } = replicated(3);
    for (const replica of [0, 1, 2]) {
      const host = `alertmanager-${replica}.alertmanager.monitoring.svc`;
      expect(flags).toContain(`--cluster.peer=${host}:9094`);
      expect(prometheus).toContain(`- ${host}:9093\n`);
    }
  });

  it("restart when the configuration changes, which they do not reload", () => {
    const { checksum } = replicated(1);
    const slack = { slack: { warningChannel: "#other" } };
    const other = plan(settings("dev", { notifications: slack })).alertmanager;
    expect(Object.keys(checksum)).toEqual(["checksum/config"]);
    expect(other.resource.spec.template.metadata!.annotations).not.toEqual(checksum);
  });
});
