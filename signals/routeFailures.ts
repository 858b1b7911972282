import { by, promql } from "./promql/promql";
import { Signal } from "./promql/signal";
import { perSecond } from "./promql/units";
import { requests } from "./rates";

/**
 * Half of the rate required for all requests, because one feature gets only part of them: 15 requests in 5 minutes, of
 * which a twentieth is less than one request.
 */
export const LEAST_FEATURE_TRAFFIC = perSecond(0.05);

/** How much a feature is requested and how much of that fails, by the routes that serve it. */
export function routeFailures(what: string, routes: RegExp) {
  const asked = { route: routes } as const;
  const failed = { route: routes, status: /5../ } as const;
  const rate = new Signal({
    title: `${what} requests`,
    description: `Requests for ${what}, each second.`,
    unit: "perSecond",
    query: (w) => promql`sum by (${by()}) (${requests.rate(w, asked)})`,
  });
  const ratio = new Signal({
    title: `${what} failing`,
    description: `Share of the requests for ${what} that were answered with a 5xx status.`,
    unit: "ratio",
    query: (w) => promql`
      sum by (${by()}) (${requests.rate(w, failed)}) / sum by (${by()}) (${requests.rate(w, asked)})`,
    idle: "empty",
  });
  const failures = new Signal({
    title: `Failed ${what} requests`,
    description: `Requests for ${what} that were answered with a 5xx status within the window.`,
    unit: "count",
    query: (w) => promql`sum by (${by()}) (${requests.rate(w, failed)}) * ${w}`,
  });
  return { rate, ratio, failures };
}
