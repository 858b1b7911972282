import type { AlertRule, RuleContext } from "../../alert-rules";
import { alerts, type AlertName } from "../../alert-rules/alerts";
import { matches, type Labels } from "../../infra/alert-delivery/matchers";
import type { InhibitRule, Matcher } from "../../infra/rendered-config/alertmanager";
import { code } from "./markdown";
import { withBeginning, withMarked } from "./marked";

const MARKS = {
  begin: "<!-- silences: written by npm run docs -->",
  end: "<!-- end of silences -->",
} as const;
const SECTION = "What you see";

/** The same sentence on every page about where to run its queries. */
export const WHERE_ASKED =
  "Run the queries in Grafana's Explore, or [without a browser](README.md#without-a-browser) in Prometheus itself.";

/** A runbook with its generated parts: where to run its queries, and which alerts it inhibits or is inhibited by. */
export function withWritten(
  page: string,
  name: AlertName,
  context: RuleContext,
  rules: readonly InhibitRule[],
): string {
  const asked = withBeginning(page, "How to look", WHERE_ASKED);
  return withMarked(asked, MARKS, SECTION, silenceText(name, context, rules));
}

/**
 * A rule of an alert, with what is known of its labels before it fires: the values of some, and that the others exist.
 */
interface Known {
  readonly name: AlertName;
  readonly labels: Labels;
  readonly open: readonly string[];
}

/** An inhibition between two rules, if their labels turn out to match. */
interface Silence {
  readonly source: Known;
  readonly target: Known;
  /** Matchers on labels of the inhibited rule that are known only when it fires, such as `job="backend"`. */
  readonly only: readonly Matcher[];
  /** Labels that must have the same value on both sides. */
  readonly same: readonly string[];
}

/** How the inhibitions affect an alert, as text. */
export function silenceText(
  name: AlertName,
  context: RuleContext,
  rules: readonly InhibitRule[],
): string {
  const all = knownRules(context);
  const silences = all.flatMap((source) =>
    all.flatMap((target) =>
      source.name === name || target.name === name ? silencesOf(source, target, rules) : [],
    ),
  );
  const its = all.filter((rule) => rule.name === name);
  const silent = silences.filter(({ source }) => source.name === name);
  const by = silences.filter(({ source, target }) => target.name === name && source.name !== name);
  const parts = [
    ...perRule(its, (rule) =>
      listed(
        silent.filter(({ source }) => source === rule),
        "target",
        all,
      ),
    ).map(([which, list]) => `While it fires${which}, it inhibits ${list}.`),
    ...perRule(its, (rule) =>
      listed(
        by.filter(({ target }) => target === rule),
        "source",
        all,
      ),
    ).map(([which, list]) => `It is inhibited${which} while any of these fires: ${list}.`),
  ];
  return parts.length > 0
    ? parts.join("\n\n")
    : "It inhibits no other alert, and none inhibits it.";
}

/**
 * The text for each rule of an alert. Rules with the same text share one entry, and rules with an empty text have none.
 */
function perRule(
  rules: readonly Known[],
  say: (rule: Known) => string,
): readonly (readonly [which: string, said: string])[] {
  const said = new Map<string, Known[]>();
  for (const rule of rules) said.set(say(rule), [...(said.get(say(rule)) ?? []), rule]);
  return [...said]
    .filter(([text]) => text !== "")
    .map(([text, some]) => [some.length === rules.length ? "" : ` ${which(some, rules)}`, text]);
}

const APART = ["tier", "impact", "severity", "subjects", "job", "metric"];

/** The labels that distinguish some of an alert's rules from its others: as few labels as possible. */
function which(some: readonly Known[], all: readonly Known[]): string {
  const others = all.filter((rule) => !some.includes(rule));
  const pairs = APART.flatMap((one, i) => APART.slice(i + 1).map((other) => [one, other]));
  const labels = [...APART.map((label) => [label]), ...pairs].find((each) =>
    others.every((rule) => each.some((label) => !valuesOf(label, some).has(valueOf(label, rule)))),
  );
  if (labels === undefined) throw new Error(`No label distinguishes the rules of ${all[0]?.name}.`);
  return labels.map((label) => withValues(label, [...valuesOf(label, some)])).join(" and ");
}

function valuesOf(label: string, rules: readonly Known[]): ReadonlySet<string> {
  return new Set(rules.map((rule) => valueOf(label, rule)));
}

/** As in Prometheus, a missing label is empty. */
function valueOf(label: string, { labels }: Known): string {
  return labels[label] ?? "";
}

function withValues(label: string, values: readonly string[]): string {
  if (values.includes("")) return `without the label ${code(label)}`;
  const operator = values.length > 1 ? "=~" : "=";
  return `with ${code(`${label}${operator}"${values.join("|")}"`)}`;
}

/** The alerts at one end of some inhibitions, each once with its conditions. */
function listed(
  silences: readonly Silence[],
  end: "source" | "target",
  all: readonly Known[],
): string {
  const isOwn = ({ source, target }: Silence) => source.name === target.name;
  const own = silences
    .filter(isOwn)
    .slice(0, 1)
    .map(({ source }) => source.name);
  const names = new Set([...own, ...alerts.map(({ name }) => name)]);
  const texts = [...names].flatMap((name) => {
    const some = silences.filter((silence) => silence[end].name === name);
    const [first] = some;
    if (first === undefined) return [];
    const rules = all.filter((rule) => rule.name === name);
    const ends = [...new Set(some.map((silence) => silence[end]))];
    const terms = [
      ...(ends.length === rules.length ? [] : [which(ends, rules)]),
      ...[...new Set(some.flatMap(({ only }) => only))].map(
        (matcher) => `${end === "target" ? "of" : "for"} ${code(matcher)}`,
      ),
      ...(first.same.length > 0 ? [`with the same ${first.same.map(code).join(" and ")}`] : []),
    ];
    const subject = isOwn(first) ? "its own rules" : `[${name}](${name}.md)`;
    return [[subject, ...(terms.length > 0 ? [terms.join(" and ")] : [])].join(" ")];
  });
  return texts.join(", ");
}

/** All rules of all alerts. */
function knownRules(context: RuleContext): readonly Known[] {
  return alerts.flatMap((alert) => {
    const conditions = alert.conditions(context);
    return alert.rules(context).map((rule: AlertRule, i) => {
      const labels: Labels = { alertname: rule.alert, ...rule.labels };
      const open = conditions[i]?.query.labels ?? [];
      return { name: alert.name, labels, open: open.filter((label) => !(label in labels)) };
    });
  });
}

/** The inhibition by which one rule silences another. Of several, the one that requires least of unknown labels. */
function silencesOf(
  source: Known,
  target: Known,
  rules: readonly InhibitRule[],
): readonly Silence[] {
  if (source === target) return [];
  const found = rules.flatMap((rule) => {
    const { source_matchers, target_matchers, equal } = rule;
    if (!mayMatch(source_matchers, source) || !mayMatch(target_matchers, target)) return [];
    // As in Alertmanager: an alert that matches both sides is not inhibited by another one that matches both.
    const twoSided =
      mayMatch(source_matchers, target) &&
      mayMatch(target_matchers, source) &&
      mayMatch(source_matchers, source);
    if (twoSided || !equal.every((label) => mayBeEqual(label, source, target))) return [];
    const same = equal.filter((label) => target.open.includes(label));
    return [{ source, target, only: openMatchers(target_matchers, target), same }];
  });
  const asks = ({ only, same }: Silence) => only.length + same.length;
  return found.toSorted((a, b) => asks(a) - asks(b)).slice(0, 1);
}

const labelOf = (matcher: Matcher) => /^\w+/.exec(matcher)?.[0] ?? "";

function openMatchers(matchers: readonly Matcher[], { open }: Known): readonly Matcher[] {
  return matchers.filter((matcher) => open.includes(labelOf(matcher)));
}

function mayMatch(matchers: readonly Matcher[], known: Known): boolean {
  const open = openMatchers(matchers, known);
  return matches(
    matchers.filter((matcher) => !open.includes(matcher)),
    known.labels,
  );
}

/** A label that only one of them has is never equal. A label that a rule groups by is present. */
function mayBeEqual(label: string, source: Known, target: Known): boolean {
  const [here, there] = [source, target].map(({ open }) => open.includes(label));
  if (here || there) return here === there;
  return (source.labels[label] ?? "") === (target.labels[label] ?? "");
}
