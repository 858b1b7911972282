import { matches } from "../../../infra/alert-delivery/matchers";
import type { InhibitRule, Matcher } from "../../../infra/rendered-config/alertmanager";
import { change, type Change, type Fact } from "../change";
import type { Alert } from "../model/alerts";
import type { Model } from "../model/model";
import { fieldDiffs, fieldFact, same, without } from "../words/fields";

/** Differences in inhibitions: rules that inhibit more or less, or match by other labels. */
export function inhibitionChanges(
  before: Model,
  after: Model,
  alerts: readonly Alert[],
): readonly Change[] {
  const gone = without(rulesOf(before), rulesOf(after));
  const added = without(rulesOf(after), rulesOf(before));
  const pairs = paired(gone, added);
  return pairs.flatMap(([old, rule]) => {
    if (old && rule) return changedRule(old, rule, alerts);
    if (rule) {
      const silent = { what: `new: inhibits ${wordsOf(rule.target_matchers)}` };
      return change("inhibition", nameOf(rule), [silent], {
        rank: inhibitsPages(rule, alerts) ? "pages" : "other",
      });
    }
    return old
      ? change("inhibition", nameOf(old), [
          { what: `no longer inhibits ${wordsOf(old.target_matchers)}` },
        ])
      : [];
  });
}

function changedRule(old: InhibitRule, rule: InhibitRule, alerts: readonly Alert[]): Change {
  const [was, is] = [targets(old), targets(rule)];
  const more = is.filter((target) => !was.includes(target));
  const fewer = was.filter((target) => !is.includes(target));
  const facts: readonly Fact[] = [
    ...(more.length > 0 ? [{ what: `also inhibits ${more.join(", ")}` }] : []),
    ...(fewer.length > 0 ? [{ what: `no longer inhibits ${fewer.join(", ")}` }] : []),
    ...fieldDiffs(old.equal, rule.equal, ["if both have the same"]).flatMap(fieldFact),
  ];
  const paging = alerts.filter(
    (alert) => inhibits(rule, alert) && !inhibits(old, alert) && isCritical(alert),
  );
  return change("inhibition", nameOf(rule), facts, {
    rank: paging.length > 0 ? "pages" : "other",
  });
}

/**
 * Pairs each removed rule with the added one that replaced it: one with the same source or the same targets, and of
 * these the one with most targets in common.
 */
function paired(
  gone: readonly InhibitRule[],
  added: readonly InhibitRule[],
): readonly (readonly [InhibitRule | undefined, InhibitRule | undefined])[] {
  const left = [...added];
  const pairs = gone.map((old) => {
    const candidates = left.filter(
      (rule) =>
        same(rule.source_matchers, old.source_matchers) ||
        same(rule.target_matchers, old.target_matchers),
    );
    const alike = (rule: InhibitRule) =>
      targets(rule).filter((target) => targets(old).includes(target)).length;
    const [best] = [...candidates].sort((a, b) => alike(b) - alike(a));
    if (best) left.splice(left.indexOf(best), 1);
    return [old, best] as const;
  });
  return [...pairs, ...left.map((rule) => [undefined, rule] as const)];
}

/** The targets of a rule, with each alternative of a regular expression on its own. */
function targets({ target_matchers }: InhibitRule): readonly string[] {
  return target_matchers.flatMap((matcher) => {
    const [, label, values] = /^(\w+)=~"([\w|-]+)"$/.exec(matcher) ?? [];
    if (label === undefined || values === undefined) return [plain(matcher)];
    return values.split("|").map((value) => plain(`${label}="${value}"`));
  });
}

function plain(matcher: string): string {
  return matcher.replace(/^alertname=~?"(.*)"$/, (_, names: string) => names.replaceAll("|", ", "));
}

function wordsOf(matchers: readonly Matcher[]): string {
  return matchers.map(plain).join(" and ");
}

function nameOf({ source_matchers }: InhibitRule): string {
  return `while ${wordsOf(source_matchers)} fires`;
}

function inhibitsPages(rule: InhibitRule, alerts: readonly Alert[]): boolean {
  return alerts.some((alert) => isCritical(alert) && inhibits(rule, alert));
}

function isCritical({ labels }: Alert): boolean {
  return labels.severity === "critical";
}

/** Whether a rule may inhibit an alert. Labels that are known only when it fires may have any value. */
function inhibits({ target_matchers }: InhibitRule, { labels }: Alert): boolean {
  const known = target_matchers.filter((matcher) => {
    const [label = ""] = /^\w+/.exec(matcher) ?? [];
    return labels[label] !== undefined;
  });
  return matches(known, labels);
}

function rulesOf({ alertmanager }: Model): readonly InhibitRule[] {
  return (alertmanager as Partial<typeof alertmanager>).inhibit_rules ?? [];
}
