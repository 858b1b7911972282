import { backend as m } from "../service/metrics/catalog";
import { by, promql } from "./promql/promql";
import { where } from "./promql/selector";
import { Signal } from "./promql/signal";
import { percent } from "./promql/units";
import { zeroWhileUp } from "./availability";
import { BACKEND } from "./backend";
import { searchSeconds } from "./rates";
import { routeFailures } from "./routeFailures";

const OURS = { job: BACKEND } as const;
const searches = where(m.autodealgenie_vehicle_searches_total, OURS);

export const RAISED_SEARCH_FAILURES = percent(1);

export const searchRate = new Signal({
  title: "Searches",
  description: "Vehicle searches, recommendations and comparisons per second.",
  unit: "operationsPerSecond",
  query: (w) => promql`sum by (${by("search_type")}) (rate(${searches}[${w}]))`,
});

export const searchTime = new Signal({
  title: "Search time",
  description: "The 95th percentile of the duration of searches, by type.",
  unit: "seconds",
  query: (w) => promql`
    histogram_quantile(0.95, sum by (${by("le", "search_type")}) (${searchSeconds.rate(w)}))`,
  idle: "empty",
});

export const activeSearches = new Signal({
  title: "Searches in progress",
  description: "Vehicle searches in progress, in all pods.",
  unit: "count",
  query: () => promql`sum by (${by()}) (${where(m.autodealgenie_active_searches, OURS)})`,
  idle: zeroWhileUp(BACKEND),
});

/** Only failures that users see: while an external API is down, our own catalogue still answers. */
export const searchFailures = routeFailures(
  "vehicle searches",
  /.*\/vehicles\/(search|recommendations|compare)/,
);
