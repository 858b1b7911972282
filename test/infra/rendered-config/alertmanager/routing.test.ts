import { routesOf, receiversOf, destinationsOf } from "../../../../infra/alert-delivery/routes";
import {
  alertmanagerConfig,
  type AlertmanagerConfig,
} from "../../../../infra/rendered-config/alertmanager";
import { scaledTimes } from "../../../../infra/rendered-config/times";
import { toYaml } from "../../../../infra/rendered-config/yaml";
import { SEVERITIES } from "../../../../alert-rules/policy";
import { amtool } from "../../../support/amtool";
import { declaredRules } from "../../../support/declared";
import { settings } from "../../../support/stacks";

type Settings = NonNullable<Parameters<typeof settings>[1]>["notifications"];

const configOf = (stack: "dev" | "prod", notifications: Settings = {}) =>
  alertmanagerConfig(settings(stack, { notifications }).notifications, scaledTimes(1));

const maintenance = [
  { name: "nightly", times: [{ start: "02:00", end: "02:30" }] },
  {
    name: "move",
    weekdays: ["sunday" as const],
    times: [{ start: "00:00", end: "24:00" }],
    critical: true,
  },
];
/** Every kind of receiver that a stack may add, all together. */
const everything: Settings = {
  opsgenie: { severities: ["critical", "warning"], responders: [{ type: "team", name: "ops" }] },
  webhooks: [
    { name: "audit", severities: [...SEVERITIES] },
    { name: "status-page", severities: ["critical"], sendResolved: false },
  ],
  maintenance,
};

const VARIANTS = {
  dev: configOf("dev"),
  prod: configOf("prod"),
  "dev with all that can be added": configOf("dev", everything),
};

const EXPECTED: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  plain: { critical: ["critical"], warning: ["warning"], info: ["info"], none: ["watchdog"] },
  added: {
    critical: ["opsgenie", "webhook-audit", "webhook-status-page", "critical"],
    warning: ["opsgenie", "webhook-audit", "warning"],
    info: ["webhook-audit", "info"],
    none: ["watchdog"],
  },
};

/** Every alert that a rule can fire, with the labels that a route may match. */
const ALERTS = declaredRules.map(({ alert, labels }) => ({ alertname: alert, ...labels }));

const asked = new Map<string, string>();

/**
 * The receivers according to amtool, which is called once for all alerts with the same values of the labels in routes.
 */
function askAmtool(config: AlertmanagerConfig, labels: Readonly<Record<string, string>>): string {
  // Read without the templates, which are in another folder here.
  const files = { "alertmanager.yml": toYaml({ ...config, templates: [] }) };
  const routes = JSON.stringify(config.route);
  const words = Object.entries(labels)
    .filter(([name]) => routes.includes(name))
    .map(([name, value]) => `${name}=${value}`);
  const key = `${routes} ${words.join(" ")}`;
  const answer =
    asked.get(key) ??
    amtool(files, "config", "routes", "test", "--config.file=alertmanager.yml", ...words);
  asked.set(key, answer);
  return answer;
}

describe.each(Object.entries(VARIANTS))("the routes of %s", (variant, config) => {
  const expected = EXPECTED[variant.includes("added") ? "added" : "plain"]!;

  it.each(ALERTS)(
    "send $alertname ($severity) to the expected receivers, as amtool confirms",
    (labels) => {
      const told = receiversOf(config, labels);
      expect(told).toEqual(expected[labels.severity]);
      expect(askAmtool(config, labels)).toBe(told.join(","));
    },
  );

  it("reach no destination twice and no receiver without destinations", () => {
    const byName = new Map(config.receivers.map((receiver) => [receiver.name, receiver]));
    for (const labels of ALERTS) {
      const told = receiversOf(config, labels).map((name) => destinationsOf(byName.get(name)!));
      for (const destinations of told) expect(destinations).not.toEqual([]);
      const ways = told.flat().map(({ kind, to }) => `${kind} ${to}`);
      expect(new Set(ways).size).toBe(ways.length);
    }
  });

  it("send an alert with an unknown or missing severity to the warning receiver", () => {
    expect(receiversOf(config, { alertname: "X", severity: "catastrophic" })).toEqual(["warning"]);
    expect(receiversOf(config, { alertname: "X" })).toEqual(["warning"]);
  });

  it("pass amtool's check", () => {
    const files = { "alertmanager.yml": toYaml({ ...config, templates: [] }) };
    expect(amtool(files, "check-config", "alertmanager.yml")).toContain("SUCCESS");
  });
});

describe("an additional receiver", () => {
  it("uses the group interval of its severity", () => {
    const config = VARIANTS["dev with all that can be added"];
    const info = config.route.routes!.find(({ receiver }) => receiver === "info")!;
    expect(info).toMatchObject({ group_interval: "24h" });
    expect(info.routes).toMatchObject([
      { receiver: "webhook-audit", continue: true },
      { receiver: "info" },
    ]);
  });

  it("can be OpsGenie, with its responders and an API key from a file", () => {
    const [receiver] = VARIANTS["dev with all that can be added"].receivers.filter(
      ({ name }) => name === "opsgenie",
    );
    expect(receiver!.opsgenie_configs).toMatchObject([
      {
        api_key_file: "/etc/secrets/opsgenie-api-key",
        api_url: "https://api.opsgenie.com/",
        responders: [{ type: "team", name: "ops" }],
        send_resolved: true,
      },
    ]);
  });

  it("can be a webhook whose URL is read from a file", () => {
    const hook = (name: string) =>
      VARIANTS["dev with all that can be added"].receivers.find((each) => each.name === name)!;
    expect(hook("webhook-status-page").webhook_configs).toEqual([
      { url_file: "/etc/secrets/webhook-url-status-page", send_resolved: false },
    ]);
  });
});

describe("a maintenance window", () => {
  const config = configOf("dev", { maintenance });
  const muted = (severity?: string) =>
    routesOf(config.route, { alertname: "X", ...(severity && { severity }) }).flatMap(
      ({ mute_time_intervals = [] }) => mute_time_intervals,
    );

  it("mutes warning and info alerts, and critical ones only if it is set to", () => {
    expect(muted("warning")).toEqual(["maintenance-nightly", "maintenance-move"]);
    expect(muted("info")).toEqual(["maintenance-nightly", "maintenance-move"]);
    expect(muted("critical")).toEqual(["maintenance-move"]);
  });

  it("mutes neither the watchdog nor alerts without a severity", () => {
    expect(
      routesOf(config.route, { alertname: "Watchdog" })[0]!.mute_time_intervals,
    ).toBeUndefined();
    expect(muted()).toEqual([]);
  });

  it("mutes every receiver's route, because routes do not inherit mute intervals", () => {
    const all = configOf("dev", everything);
    for (const route of routesOf(all.route, { alertname: "X", severity: "warning" })) {
      expect(route.mute_time_intervals).toEqual(["maintenance-nightly", "maintenance-move"]);
    }
  });

  it("is rendered as clock times, in UTC by default", () => {
    expect(config.time_intervals[1]).toEqual({
      name: "maintenance-move",
      time_intervals: [
        {
          weekdays: ["sunday"],
          times: [{ start_time: "00:00", end_time: "24:00" }],
          location: "UTC",
        },
      ],
    });
  });

  it.each([
    [{ name: "x", times: [{ start: "22:00", end: "02:00" }] }, "must end after it starts"],
    [{ name: "x", times: [{ start: "25:00", end: "26:00" }] }, "must be at most 24:00"],
    [{ name: "x", times: [{ start: "1am", end: "02:00" }] }, "must be a time such as 22:30"],
    [{ name: "x", times: [] }, "at least one range"],
    [{ name: "x", location: "Mars", times: [{ start: "01:00", end: "02:00" }] }, "time zone"],
    [{ name: "x", weekdays: [], times: [{ start: "01:00", end: "02:00" }] }, "at least one day"],
  ])("is rejected if it is %j", (window, fault) => {
    expect(() => configOf("dev", { maintenance: [window] })).toThrow(fault);
  });
});

describe("invalid receiver settings", () => {
  const hook = { name: "audit", severities: [...SEVERITIES] };
  it.each([
    [{ webhooks: [hook, hook] }, 'notifications.webhooks: must have one "audit", has several'],
    [{ webhooks: [{ ...hook, severities: [] }] }, "must name at least one severity"],
    [
      { webhooks: [{ ...hook, severities: ["info" as const, "info" as const] }] },
      "each severity once",
    ],
    [{ webhooks: [{ ...hook, name: "A b" }] }, "lower-case letters"],
    [{ opsgenie: { responders: [{ type: "team" as const, username: "a" }] } }, "must be { type:"],
  ])("are rejected: %j", (notifications, fault) => {
    expect(() => configOf("dev", notifications as Settings)).toThrow(fault);
  });
});
