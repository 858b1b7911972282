import { worstDelay } from "../../../infra/alert-delivery/delay";
import type { Labels } from "../../../infra/alert-delivery/matchers";
import { scaledTimes, type Times } from "../../../infra/rendered-config/times";
import { parseDuration } from "../../../signals/promql/duration";
import type { Duration } from "../../../signals/promql/units";
import type { StatefulSet } from "../../../infra/objects/kubernetes";
import { omit } from "./omit";
import type { Model, Rule } from "./model";
import { deliveryOf, type Delivery } from "./routing";

/** An alerting rule of one side, and what becomes of it there. */
export interface Alert {
  /** Its name, with what tells it from its other rules: `LatencyBudgetBurn fastest`. */
  readonly name: string;
  readonly rule: Rule;
  readonly labels: Labels;
  readonly delivery: Delivery;
  /** Milliseconds from a fault to the first message about it, at worst; undefined where its query is none. */
  readonly delay: () => number | undefined;
  /** All that the delay follows from. */
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
    // What else there is to tell of such a rule is no less worth it.
    return undefined;
  }
}

/** What an alert of another group may wait for. */
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

/** What Prometheus and Alertmanager do where their configuration says nothing. */
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

/** The group's times of the route that tells first; those of an info, too, are its route's own. */
function soonest({ times }: Delivery): Partial<Times> {
  const [first] = [...times].sort(
    (a, b) => parseDuration(a.group_wait) - parseDuration(b.group_wait),
  );
  return first === undefined ? {} : { groupWait: first.group_wait };
}

/** What is no duration is refused where it is worked with. */
function duration(text: string): Duration {
  return text as Duration;
}
