import { filledIn, panelQueries } from "../../dashboards";
import type { Dashboard } from "../../dashboards";
import { rateGroups } from "../../alert-rules/rates";
import { context } from "./declared";
import { ask } from "./promtool";
import type { Answer } from "./promtool";

const recordings = rateGroups(context);

/** Runs a panel's query after the recording rules that panels depend on. */
export function askPanel(answer: Answer): void {
  ask(answer, recordings);
}

/** The result of a panel's query: labels as `{pod="a"}`, `{}` for none, and the value. */
type Yields = Readonly<Record<string, number>>;

/**
 * Runs a dashboard's queries like Grafana for the last hour, over series that are scraped every 15 seconds: `0+15x20`
 * grows by one per second.
 */
export function asker(dashboard: Dashboard) {
  return (
    [title, refId = "A"]: readonly [title: string, refId?: string],
    series: Answer["series"],
    yields: Yields,
    at: Pick<Answer, "at" | "interval"> = { at: "4m" },
  ): void => {
    const query = panelQueries(dashboard).find((q) => q.title === title && q.refId === refId);
    if (!query) throw new Error(`${dashboard.uid} has no query ${refId} on "${title}".`);
    const samples = Object.entries(yields).map(([labels, value]) => ({ labels, value }));
    askPanel({ series, ...at, expr: filledIn(query.expr, "1m"), yields: samples });
  };
}
