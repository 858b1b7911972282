import type { RuleGroup } from "../../alert-rules";
import { recordingsRead } from "../../infra/alert-delivery/recordings";
import { readsOf, takes, type Read } from "../../signals/promql/reads";
import { nodesOf } from "../../signals/promql/syntax";
import { rulesNeeded, type Rule } from "../support/neededRules";
import { labelsIn, type Labels } from "../support/labels";

/**
 * The rules that may page with some series, and the recording rules that these read. No other rule can open an
 * incident.
 *
 * @param series the series' names, with labels
 */
export function pagingRules(
  groups: readonly RuleGroup[],
  series: Iterable<string>,
): readonly RuleGroup[] {
  const yielding = mayYield(rulesNeeded(pages, groups), [...series].map(parsed));
  return rulesNeeded((rule) => pages(rule) && yielding.has(rule), groups)
    .map((group) => ({ ...group, rules: group.rules.filter((rule) => yielding.has(rule)) }))
    .filter(({ rules }) => rules.length > 0);
}

const pages = (rule: Rule): boolean => "alert" in rule && rule.labels.severity === "critical";

/** Functions that return a result even without input. */
const OF_NOTHING = new Set(["Absent", "AbsentOverTime", "Vector", "Scalar", "Time"]);

/** The rules whose expression can have a result: it reads one of the series, or the recording of such a rule. */
function mayYield(
  groups: readonly RuleGroup[],
  series: readonly ReturnType<typeof parsed>[],
): ReadonlySet<Rule> {
  const all = groups.flatMap(({ rules }) => rules);
  const isThere = ({ series: name, matchers }: Read) =>
    series.some(
      (each) =>
        each.name === name && matchers.every((one) => takes(one, each.labels[one.label] ?? "")),
    );
  const recordings = groups.flatMap((group) =>
    group.rules.flatMap((rule) => ("record" in rule ? [{ ...rule, rule, group }] : [])),
  );
  const queries = all.map((rule) => ({
    rule,
    reads: readsOf(rule.expr),
    ofNothing: nodesOf(rule.expr).some(({ name }) => OF_NOTHING.has(name)),
  }));
  const found = new Set<Rule>();
  const isRecorded = (read: Read) => {
    const its = new Set(recordingsRead(recordings, read));
    return recordings.some((one) => its.has(one) && found.has(one.rule));
  };
  for (let before = -1; before < found.size;) {
    before = found.size;
    for (const { rule, reads, ofNothing } of queries) {
      if (ofNothing || reads.some((read) => isThere(read) || isRecorded(read))) found.add(rule);
    }
  }
  return found;
}

function parsed(series: string): { readonly name: string; readonly labels: Labels } {
  const [name = ""] = series.split("{");
  return { name, labels: labelsIn(series) };
}
