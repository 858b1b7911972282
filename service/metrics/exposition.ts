import { setImmediate as nextTurn } from "node:timers/promises";

import type { Registry } from "prom-client";

import { Family } from "./family";

/** Lines written in one turn of the event loop: about half a millisecond. */
export const LINES_A_TURN = 500;

/**
 * The registry's page, byte for byte the same as `registry.metrics()`, in pieces: between them the event loop can do
 * other work, however many series there are. A series is never split, so a histogram's buckets, sum and count are of
 * one moment; two series may be of two moments. prom-client's own metrics are the few default ones of Node.js; each is
 * written as a whole.
 *
 * @param registry in the text format, without default labels
 */
export async function* exposition(registry: Registry): AsyncGenerator<string, void> {
  let piece = "";
  let lines = 0;
  let before = "";
  for (const metric of registry.getMetricsAsArray()) {
    // The registry's type only knows prom-client's own metrics.
    const ours: unknown = metric;
    piece += before;
    before = "\n\n";
    if (!(ours instanceof Family)) {
      piece += await registry.getSingleMetricAsString(metric.name);
      continue;
    }
    piece += ours.head();
    for (const series of ours.lines()) {
      piece += `\n${series.join("\n")}`;
      lines += series.length;
      if (lines < LINES_A_TURN) continue;
      yield piece;
      [piece, lines] = ["", 0];
      await nextTurn();
    }
  }
  yield `${piece}\n`;
}
