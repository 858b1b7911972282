import { timeText } from "../../reference/delayText";
import { parseDuration } from "../../../signals/promql/duration";
import { change, differs, distinct, type Change, type Fact } from "../change";
import type { Model, Rule } from "../model/model";
import { queryFacts } from "../words/query";
import { counted } from "../words/text";

/** The rule with an objective's target, from which all of its other rules follow. */
const OBJECTIVE = "slo:objective:ratio";

/** What is different about recording rules: those of an objective together, others by name. */
export function recordingChanges(before: Model, after: Model): readonly Change[] {
  return [...objectiveChanges(before, after), ...groupChanges(before, after)];
}

function objectiveChanges(before: Model, after: Model): readonly Change[] {
  const [was, is] = [recordings(before), recordings(after)];
  const facts = new Map<string, Fact[]>();
  const add = (subject: string, ...more: readonly Fact[]) =>
    facts.set(subject, [...(facts.get(subject) ?? []), ...more]);
  for (const [key, rule] of new Map([...was, ...is])) {
    const [old, now] = [was.get(key), is.get(key)];
    const subject = rule.labels?.slo ?? rule.record ?? "";
    if (!now) add(subject, { what: key + GONE });
    else if (!old) add(subject, { what: key + NEW });
    else add(subject, ...ruleFacts(old, now));
  }
  const objectives = new Set(
    [...was.values(), ...is.values()].flatMap(({ labels }) => labels?.slo ?? []),
  );
  return [...facts].flatMap(([name, all]) => {
    const shown = worthTelling(all);
    if (shown.length === 0) return [];
    const subject = objectives.has(name) ? "objective" : "recording rule";
    const lost = shown.some(({ what }) => what.endsWith(GONE));
    return change(subject, name, shown, { rank: lost ? "deletion" : "other" });
  });
}

const NEW = " new";
const GONE = " gone";

/**
 * The facts without duplicates. If the target of an objective changes, its consequences are left out; if all rules are
 * added or removed, only their number is reported.
 */
function worthTelling(all: readonly Fact[]): readonly Fact[] {
  const fate = [NEW, GONE].find((word) => all.every(({ what }) => what.endsWith(word)));
  if (fate !== undefined && all.length > 1) {
    return [{ what: `${counted(all.length, "rule")}${fate}` }];
  }
  const once = distinct(all);
  const promised = once.filter(({ what }) => what === "objective" || what === "window");
  return promised.some(({ what }) => what === "objective") ? promised : once;
}

function ruleFacts(old: Rule, now: Rule): readonly Fact[] {
  if (old.expr === now.expr) return [];
  const facts = queryFacts(old.expr, now.expr, "count");
  if (now.record !== OBJECTIVE) return facts;
  return facts.map(({ what, from, to }) =>
    what === "number in the query"
      ? { what: "objective", from: percent(from), to: percent(to) }
      : { what, ...(from !== undefined && { from }), ...(to !== undefined && { to }) },
  );
}

function percent(ratio = ""): string {
  return `${Number((Number(ratio) * 100).toPrecision(6))} %`;
}

function recordings({ groups }: Model): ReadonlyMap<string, Rule> {
  return new Map(
    groups.flatMap(({ rules }) =>
      rules.flatMap((rule): readonly (readonly [string, Rule])[] => {
        if (rule.record === undefined) return [];
        return [[[rule.record, ...Object.values(rule.labels ?? {})].join(" "), rule]];
      }),
    ),
  );
}

/** Changes in how often groups are evaluated. */
function groupChanges(before: Model, after: Model): readonly Change[] {
  return after.groups.flatMap((group) => {
    const old = before.groups.find(({ name }) => name === group.name);
    if (!old) return [];
    const [was, is] = [old, group].map(({ interval }) =>
      interval === undefined ? "the usual interval" : timeText(parseDuration(interval)),
    );
    const facts = differs("evaluated every", was, is);
    return facts.length === 0 ? [] : change("recording rule", `group ${group.name}`, facts);
  });
}
