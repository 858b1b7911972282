import { worstDelay } from "../../../infra/alert-delivery/delay";
import type { Labels } from "../../../infra/alert-delivery/matchers";
import { scaledTimes, type Times } from "../../../infra/rendered-config/times";
import { parseDuration } from "../../../signals/promql/duration";
import type { Duration } from "../../../signals/promql/units";
import type { StatefulSet } from "../../../infra/objects/kubernetes";
import { omit } from "./omit";
import type { Model, Rule } from "./model";
import { deliveryOf, type Delivery } from "./routing";

/** An alerting rule of one side, with its delivery. */
export interface Alert {
  /** Its name, with the labels that distinguish it from other rules of the alert: `LatencyBudgetBurn fastest`. */
  readonly name: string;
  readonly rule: Rule;
  readonly labels: Labels;
  readonly delivery: Delivery;
  /**
   * The worst-case time in milliseconds from a fault to the first notification; undefined if the expression is invalid.
   */
  readonly delay: () => number | undefined;
  /** Everything that determines the delay, as text. */
  readonly timing: string;
}

/** Every alert of a side, by name. */
export function alertsOf(model: Model): ReadonlyMap<string, Alert> {
  const times = timesOf(model);
  const replicas = alertmanagerSpec(model)?.replicas ?? 1;
  const shared = JSON.stringify([times, replicas, model.groups.map(recordingsOnly)]);
  const alerts = new Map<string, Alert>();
  const all = model.groups.flatMap((group) => group.rules.map((rule) => ({ group, rule })));
  for (const { group, rule } of all) {
    if (rule.alert === undefined) continue;
    const labels = { ...rule.labels, alertname: rule.alert };
    const delivery = deliveryOf(model.alertmanager, labels);
    const name = unusedName(rule, alerts);
    const own = soonest(delivery);
    const delay = () => delayOf(rule, { ...times, ...own }, replicas, model);
    const timing = shared + JSON.stringify([own, group.interval, rule.expr, rule.for]);
    alerts.set(name, { name, rule, labels, delivery, delay, timing });
  }
  return alerts;
}

function delayOf(
  rule: Rule,
  times: Times,
  replicas: number,
  { groups }: Model,
): number | undefined {
  try {
    return worstDelay(rule, times, replicas, groups).total;
  } catch {
    // Everything else about such a rule is still reported.
    return undefined;
  }
}

/** The parts of a group that alerts of other groups may have to wait for. */
function recordingsOnly({ interval, rules }: Model["groups"][number]): unknown {
  return [interval, rules.filter(({ record }) => record !== undefined)];
}

function unusedName(rule: Rule, taken: ReadonlyMap<string, unknown>): string {
  const more = omit(rule.labels ?? {}, "severity", "component", "slo");
  const name = [rule.alert, ...Object.values(more)].join(" ");
  for (let n = 1; ; n++) {
    const candidate = n === 1 ? name : `${name} (${n})`;
    if (!taken.has(candidate)) return candidate;
  }
}

/** The defaults of Prometheus and Alertmanager themselves. */
const OWN_DEFAULTS = { scrape: "1m", timeout: "10s", evaluation: "1m", peer: "15s" } as const;

function timesOf(model: Model): Times {
  const { global = {} } = model.prometheus;
  return {
    ...scaledTimes(1),
    scrapeInterval: duration(global.scrape_interval ?? OWN_DEFAULTS.scrape),
    scrapeTimeout: duration(global.scrape_timeout ?? OWN_DEFAULTS.timeout),
    evaluationInterval: duration(global.evaluation_interval ?? OWN_DEFAULTS.evaluation),
    peerTimeout: peerTimeout(model),
  };
}

function peerTimeout(model: Model): Duration {
  const containers = alertmanagerSpec(model)?.template.spec?.containers ?? [];
  const args = containers.flatMap(({ args: given = [] }) => given);
  const [, given] = /^--cluster\.peer-timeout=(.+)$/m.exec(args.join("\n")) ?? [];
  return duration(given ?? OWN_DEFAULTS.peer);
}

function alertmanagerSpec({ objects }: Model) {
  const object = [...objects.values()].find(
    ({ kind, metadata }) => kind === "StatefulSet" && metadata.name === "alertmanager",
  );
  return object?.spec as StatefulSet["spec"] | undefined;
}

/** The group wait of the route that notifies first. */
function soonest({ times }: Delivery): Partial<Times> {
  const [first] = [...times].sort(
    (a, b) => parseDuration(a.group_wait) - parseDuration(b.group_wait),
  );
  return first === undefined ? {} : { groupWait: first.group_wait };
}

/** An invalid duration is rejected where it is used. */
function duration(text: string): Duration {
  return text as Duration;
}
