import { z } from "zod";

import { fetchCause } from "../../fetchCause";
import { Problem } from "../../problem";
import type { SeriesCounter } from "./heavyRules";

/** The timeout of one query, in milliseconds. */
const PATIENCE = 10_000;

const answer = z.object({
  data: z.object({
    resultType: z.literal("vector"),
    result: z.array(z.object({ value: z.tuple([z.number(), z.string()]) })).max(1),
  }),
});

/**
 * Counts series by queries to a running Prometheus.
 * @param address its URL, including any path prefix
 * @throws Problem if it does not answer with a number
 */
export function seriesCounter(address: string): SeriesCounter {
  return async (selector) => {
    const url = `${address.replace(/\/+$/, "")}/api/v1/query?${new URLSearchParams({ query: `count(${selector})` }).toString()}`;
    const refusal = (cause: string) =>
      new Problem(
        `${address} did not return the number of series of ${selector}: ${cause}`,
        "Set --prometheus to the URL of a Prometheus that runs this stack's rules and can be reached from here.",
      );
    const response = await fetch(url, { signal: AbortSignal.timeout(PATIENCE) }).catch(
      (error: unknown) => {
        throw refusal(`${fetchCause(error)}.`);
      },
    );
    const text = await response.text();
    if (!response.ok) throw refusal(`it answered ${String(response.status)}.`);
    const parsed = answer.safeParse(jsonOf(text));
    if (!parsed.success) throw refusal("the answer is not from Prometheus.");
    const [series] = parsed.data.data.result;
    return series ? Number(series.value[1]) : 0;
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
