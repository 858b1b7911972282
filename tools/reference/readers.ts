import { alertGroups, type RuleContext } from "../../alert-rules";
import { dashboards, panelQueries } from "../../dashboards";
import { readsOf } from "../../signals/promql/reads";

/** The panels and rules that read each series, in words, by the name of the series. */
export function readers(context: RuleContext): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, Set<string>>();
  const note = (expr: string, reader: string) => {
    for (const read of readsOf(expr)) {
      // A histogram is read through its buckets, but listed under its own name.
      const series = read.series.replace(/_bucket$/, "");
      found.set(series, (found.get(series) ?? new Set()).add(reader));
    }
  };
  for (const rule of alertGroups(context).flatMap(({ rules }) => rules)) {
    note(rule.expr, "alert" in rule ? `alert ${rule.alert}` : `rule \`${rule.record}\``);
  }
  for (const dashboard of dashboards(context)) {
    for (const { title, expr } of panelQueries(dashboard)) {
      note(expr, `panel ${dashboard.title} / ${title}`);
    }
  }
  return new Map([...found].map(([series, by]) => [series, [...by]]));
}
