import { backupNames } from "../../infra/plan/backups";
import { load } from "js-yaml";

import { alertGroups } from "../../alert-rules";
import { allowedDelay } from "../../infra/alert-delivery/budgets";
import { worstDelay, type Delay } from "../../infra/alert-delivery/delay";
import type { TimedGroup, TimedRule } from "../../infra/alert-delivery/recordings";
import { destinationsOf, receiversOf, type Destination } from "../../infra/alert-delivery/routes";
import type { StackConfig } from "../../infra/settings";
import { partsOf, placesOf, publicAddresses, scrapedJobs } from "../../infra/settings/jobs";
import { alertmanagerConfig } from "../../infra/rendered-config/alertmanager";
import { ruleFiles } from "../../infra/rendered-config/rules";
import { timesOf } from "../../infra/rendered-config/times";
import { policiesWith } from "../../alert-rules/policies";
import type { Policies } from "../../alert-rules/policies";
import type { Severity } from "../../alert-rules/policy";
import type { Objectives } from "../../signals/slo/objectives";

/** What a stack makes of one rule of an alert. */
export interface RuleFacts {
  readonly rule: TimedRule;
  readonly delay: Delay;
  /** Milliseconds; undefined for a rule without a severity. */
  readonly budget?: number;
  /** The destinations of its notifications, in the order in which they are sent. */
  readonly told: readonly Destination[];
}

/** What the reference says about a stack's alerts and objectives. */
export interface StackFacts {
  readonly policies: Policies;
  readonly slos: Objectives;
  /** The rules of each alert, in their order. */
  readonly rules: ReadonlyMap<string, readonly RuleFacts[]>;
}

const isSeverity = (text?: string): text is Severity => text !== undefined && text !== "none";

/** What the reference says about a stack's alerts, read from the rules and routes that it deploys. */
export function stackFacts(config: StackConfig): StackFacts {
  const times = timesOf(config);
  const policies = policiesWith(config.alerts);
  const declared = alertGroups({
    links: { runbooks: config.runbooks, grafana: config.grafana.url },
    policies,
    workingHours: config.workingHours,
    jobs: scrapedJobs(config),
    slos: config.slos,
    sendsOn: config.remoteWrite.length > 0,
    parts: partsOf(config),
    places: placesOf(config),
    backups: backupNames(config),
    publicAddresses: publicAddresses(config),
    expectsTraffic: config.expectsTraffic,
  });
  const file = ruleFiles(declared, config.timeScale)["alerts.yml"] ?? "";
  const { groups } = load(file) as { readonly groups: readonly TimedGroup[] };
  const routing = alertmanagerConfig(config.notifications, times);
  const receivers = new Map(routing.receivers.map((receiver) => [receiver.name, receiver]));

  const rules = new Map<string, RuleFacts[]>();
  for (const rule of groups.flatMap((group) => group.rules)) {
    if (rule.alert === undefined) continue;
    const delay = worstDelay(rule, times, config.alertmanager.replicas, groups);
    const severity = rule.labels?.severity;
    const told = receiversOf(routing, { alertname: rule.alert, ...rule.labels }).flatMap((name) => {
      const receiver = receivers.get(name);
      return receiver ? destinationsOf(receiver) : [];
    });
    const facts = {
      rule,
      delay,
      told,
      ...(isSeverity(severity) && {
        budget: allowedDelay(severity, { ...delay, alert: rule.alert, rule }, config.timeScale),
      }),
    };
    rules.set(rule.alert, [...(rules.get(rule.alert) ?? []), facts]);
  }
  return { policies, slos: config.slos, rules };
}
