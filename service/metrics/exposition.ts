import { setImmediate as nextTurn } from "node:timers/promises";

import type { Registry } from "prom-client";

import { Family } from "./family";

/** So many lines are written in one turn of the event loop: half a millisecond or so. */
export const LINES_A_TURN = 500;

/**
 * The registry's page, byte for byte what `registry.metrics()` gives, piece by piece: between the pieces whatever else the process
 * has to do gets its turn, however many series there are. A series is never cut, so a histogram's buckets, sum and count are
 * of one moment; two series may be of two. prom-client's own metrics are Node's, which are few: each is written whole.
 * @param registry in the text format, without default labels
 */
export async function* exposition(registry: Registry): AsyncGenerator<string, void> {
  let piece = "";
  let lines = 0;
  let before = "";
  for (const metric of registry.getMetricsAsArray()) {
    // The registry's type knows prom-client's own metrics alone.
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
