import { alertConditions, alertGroups, alertRulesOf, type AlertRule } from "../../alert-rules";
import { dashboards } from "../../dashboards";
import type { Destination } from "../../infra/alert-delivery/routes";
import type { Condition } from "../../signals/promql/signal";
import { quantityText } from "../../signals/promql/words";
import type { AlertName } from "../../alert-rules/alerts";
import type { Policies } from "../../alert-rules/policies";
import type { Policy } from "../../alert-rules/policy";
import { partsText, timeText } from "./delayText";
import { code, heading, list, page, paragraphs, promqlBlock, table } from "./markdown";
import type { ReferenceInput } from "./input";
import { panelLink } from "./panelLink";
import type { RuleFacts } from "./stackFacts";

/** Every alert: its condition, how late it can be in each stack, whom it notifies, and how it is proven to work. */
export function alertsPage(input: ReferenceInput): string {
  const { context } = input;
  const rules = alertRulesOf(alertGroups(context));
  const parts = [...alertConditions(context)].map(([name, conditions]) =>
    alertText(
      name,
      rules.filter(({ alert }) => alert === name),
      conditions,
      input,
    ),
  );
  return page(
    "Alerts",
    "Limits, windows and queries are the defaults; the tables show the values of each stack. The worst case is the time from the start of a complete fault to its first notification: [its parts](../alert-timing.md#how-long-it-takes). Each drill causes the real fault in [the local cluster](../local-cluster.md).",
    ...parts,
  );
}

function alertText(
  name: AlertName,
  rules: readonly AlertRule[],
  conditions: readonly Condition[],
  { context, stacks, faults, undrilled }: ReferenceInput,
): string {
  const [rule] = rules;
  if (!rule) throw new Error(`${name} has no rule.`);
  const views = new Map(rules.map((each) => [each.annotations.dashboard_url, each]));
  const panels = [...views.keys()].map((url) =>
    panelLink(url, context.links.grafana, dashboards(context)),
  );
  const facts = Object.entries(stacks).flatMap(([stack, each]) =>
    (each.rules.get(name) ?? []).map((one) => stackRow(stack, one)),
  );
  return paragraphs(
    heading(2, name, name),
    `${rule.labels.component}. ${rule.annotations.summary.replaceAll(/\{\{ \$labels\.(\w+) \}\}/g, "($1)")}`,
    ...rules.map((each, i) => ruleText(each, conditions[i])),
    terms(conditions),
    differences(name, context.policies, stacks),
    table(["stack", "severity", "worst case", "made of", "budget", "told"], facts),
    `Drill: ${drillText(name, faults.get(name), undrilled.get(name))}. [What to do](../runbooks/${name}.md). Look at ${panels.join(", ")}.`,
  );
}

function ruleText(rule: AlertRule, condition: Condition | undefined): string {
  if (!condition) throw new Error(`A rule of ${rule.alert} has no condition.`);
  const { tier } = rule.labels as { readonly tier?: string };
  const lasting = rule.for === undefined ? "" : `, for ${rule.for}`;
  const { labels } = condition.query;
  const each = labels.length > 0 ? ` One alert per ${labels.map(code).join(", ")}.` : "";
  const when = `${condition.words}${lasting}.${each}`;
  return paragraphs(
    tier === undefined
      ? `Fires when: ${when}`
      : `Tier ${code(tier)} (${rule.labels.severity}) fires when: ${when}`,
    promqlBlock(rule.expr),
  );
}

function terms(conditions: readonly Condition[]): string {
  const titles = new Map<string, Set<string>>();
  for (const { title, description } of conditions.flatMap((condition) => condition.terms)) {
    titles.set(description, (titles.get(description) ?? new Set()).add(`*${title}*`));
  }
  return list(
    [...titles].map(([description, names]) => `${[...names].join(", ")}: ${description}`),
  );
}

function stackRow(stack: string, { rule, delay, budget, told }: RuleFacts): readonly string[] {
  const { severity = "", tier } = rule.labels ?? {};
  return [
    tier === undefined ? stack : `${stack}, ${tier}`,
    severity,
    timeText(delay.total),
    partsText(delay),
    budget === undefined ? "-" : timeText(budget),
    told.map(destinationText).join(", "),
  ];
}

function destinationText({ kind, to }: Destination): string {
  const name = kind.replace(/_configs$/, "");
  // The file of a key or of a URL only tells that there is one.
  return to.includes("/") ? `${name} (${to.replace(/^.*\//, "")})` : `${name} ${to}`;
}

/** What stacks set for an alert. Its severity is in the table. */
function differences(
  name: AlertName,
  defaults: Policies,
  stacks: ReferenceInput["stacks"],
): string {
  if (!(name in defaults)) return "";
  const key = name as keyof Policies;
  const usual = policyText(defaults[key]);
  return Object.entries(stacks)
    .map(([stack, { policies }]) => [stack, policyText(policies[key])] as const)
    .filter(([, text]) => text !== usual)
    .map(([stack, text]) => `In ${stack}: ${text}.`)
    .join(" ");
}

function policyText({ limit, window, for: wait }: Policy): string {
  return [
    ...(limit === undefined ? [] : [`limit ${quantityText(limit.value, "count")} in base units`]),
    ...(window === undefined ? [] : [`over ${window}`]),
    `for ${wait}`,
  ].join(", ");
}

function drillText(name: AlertName, fault: string | undefined, why = "none yet"): string {
  return fault === undefined ? `none, as ${why}` : `${fault}: ${code(`npm run drill -- ${name}`)}`;
}
