import { findings } from "../../../infra/model-checks";
import type { AlertmanagerConfig } from "../../../infra/rendered-config/alertmanager";
import { buildStack } from "../../../infra/plan";
import { SEVERITIES } from "../../../alert-rules/policy";
import { settings } from "../../support/stacks";

const { declared } = buildStack(settings("dev"));
const { routing: config } = declared;
const { route: root, receivers } = config;
const [watchdog, ...others] = root.routes!;

const faulty = (changes: Partial<AlertmanagerConfig>) =>
  findings({ ...declared, routing: { ...config, ...changes } }).map(({ what }) => what);
const routed = (...routes: NonNullable<typeof root.routes>) =>
  faulty({ route: { ...root, routes } });

describe("alert routes", () => {
  it("are valid with every kind of receiver that a stack may add", () => {
    const everything = settings("dev", {
      notifications: {
        opsgenie: {
          severities: ["critical", "warning"],
          responders: [{ type: "team", name: "ops" }],
        },
        webhooks: [
          { name: "audit", severities: [...SEVERITIES] },
          { name: "status-page", severities: ["critical"], sendResolved: false },
        ],
        maintenance: [{ name: "nightly", times: [{ start: "02:00", end: "02:30" }] }],
      },
    });
    expect(findings(buildStack(everything).declared)).toEqual([]);
  });

  it("are reported if one takes all alerts of a later one", () => {
    const found = routed(watchdog!, { receiver: "warning" }, ...others);
    expect(found).toContain(
      'no alert can take the route {} {severity="critical"} to critical: an earlier or outer route takes all of them first',
    );
    expect(found).toHaveLength(5);
  });

  it("are reported if alerts of one severity reach different receivers", () => {
    const [outages, ...rest] = others;
    expect(routed(watchdog!, { ...outages!, receiver: "info" }, ...rest)).toEqual([
      expect.stringMatching(
        /^alerts of severity critical reach different receivers: (info|critical) for \w+, (info|critical) for \w+$/,
      ),
    ]);
  });

  it("are reported if the alerts of one outage are not grouped together", () => {
    expect(routed(watchdog!, ...others.slice(1))).toEqual([
      'alerts with impact="outage" or "suspected" and severity="critical" are grouped by alertname, slo, in which they differ',
    ]);
  });

  it("are reported if one contradicts its parent", () => {
    const below = { receiver: "info", matchers: ['severity="info"'] } as const;
    expect(routed(watchdog!, { ...others[0]!, routes: [below] }, ...others.slice(1))).toEqual([
      expect.stringContaining('{severity="info"} to info: an earlier or outer route takes all'),
    ]);
  });

  it("are reported if one matches no alert of any rule", () => {
    const matchers = ['component="backend"', 'alertname="DatabaseDown"'] as const;
    expect(routed({ receiver: "info", matchers }, ...root.routes!)).toEqual([
      'no alert can take the route {} {component="backend",alertname="DatabaseDown"} to info: no rule has an alert with these labels',
    ]);
  });

  it("are reported if an alert falls through to the root route", () => {
    const found = routed(...root.routes!.filter(({ receiver }) => receiver !== "warning"));
    expect(found).toContainEqual(
      expect.stringMatching(/^alert HighAPILatency .* is taken by no route but the root$/),
    );
  });

  it("may match a label that is known only when an alert fires", () => {
    const route = { receiver: "info", matchers: ['pod="backend-0"'] } as const;
    expect(routed(route, ...root.routes!)).toEqual([]);
  });

  it("are reported if two receivers are identical", () => {
    const again = { receiver: "again", matchers: ['severity="critical"'], continue: true } as const;
    const found = faulty({
      route: { ...root, routes: [again, ...root.routes!] },
      receivers: [...receivers, { ...receivers[0]!, name: "again" }],
    });
    expect(found).toContain("receivers critical and again are identical");
    expect(found.join("\n")).toContain("is sent twice by slack_configs #critical-alerts");
  });

  it("are reported if a receiver is missing, has no route or notifies nobody", () => {
    const [first, ...rest] = receivers;
    const found = faulty({
      receivers: [...rest, { ...first!, name: "nobody's" }, { name: "quiet", slack_configs: [] }],
    });
    expect(found).toEqual([
      'route {} {severity="critical",impact=~"outage|suspected"} to critical leads to receiver critical, which does not exist',
      'route {} {severity="critical"} to critical leads to receiver critical, which does not exist',
      "receiver nobody's: no route leads to it",
      "receiver quiet: no route leads to it",
      "receiver quiet notifies nobody",
    ]);
  });

  it("are reported if a time interval is missing or mutes nothing", () => {
    const [info] = others.slice(-1);
    const muted = { ...info!, mute_time_intervals: ["never"] };
    const time_intervals = [{ name: "nightly", time_intervals: [] }];
    const route = { ...root, routes: [watchdog!, ...others.slice(0, -1), muted] };
    expect(faulty({ route, time_intervals })).toEqual([
      'route {} {severity="info"} to info is muted in time interval never, which does not exist',
      "time interval nightly: no route is muted in it",
    ]);
  });

  it("are reported if an inhibition names an unknown alert", () => {
    const [inhibition] = config.inhibit_rules;
    const inhibit_rules = [
      { ...inhibition!, source_matchers: ['alertname="DatabaseDwn"'] as const },
    ];
    expect(faulty({ inhibit_rules })).toEqual([
      'inhibition 0 (by alertname="DatabaseDwn") is about alert name DatabaseDwn, which does not exist',
    ]);
  });
});
