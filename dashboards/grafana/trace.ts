import type { Signal } from "../../signals/promql/signal";
import { RATE_INTERVAL } from "../../signals/promql/units";
import type { Unit } from "../../signals/promql/units";

type Legend<L extends string> = (labels: Readonly<Record<L, string>>) => string;

/** One signal on a panel, and the legend of its series. */
export interface Trace<U extends Unit> {
  readonly unit: U;
  readonly expr: string;
  readonly legend: string;
}

/** Draws a signal on a panel. A legend can only use labels that the signal's query keeps. */
export function trace<L extends string, U extends Unit>(
  signal: Signal<L, U>,
  legend: Legend<NoInfer<L>>,
): Trace<U> {
  const query = signal.drawn(RATE_INTERVAL);
  const labels = Object.fromEntries(query.labels.map((label) => [label, `{{${label}}}`]));
  return { unit: signal.unit, expr: query.text, legend: legend(labels as Record<L, string>) };
}
