import { z } from "zod";

import { MONITORING } from "../../../infra/objects/names";
import { podsOf } from "../../../lab/clients/pods";
import { samples, query, type StoredSample } from "../../../lab/clients/prometheus";
import { serviceAt } from "../../../lab/clients/services";

/** The server that people's dashboards query, whichever it is. */
export interface Source {
  /** The number of series in the result of an instant query. */
  readonly query: (expression: string) => Promise<number>;
  /** All stored samples of a range selector. */
  readonly samples: (rangeSelector: string) => Promise<readonly StoredSample[]>;
}

const answer = z.object({
  status: z.literal("success"),
  data: z.object({
    result: z.array(
      z.object({
        metric: z.record(z.string(), z.string()),
        values: z.array(z.tuple([z.number(), z.string()])).default([]),
      }),
    ),
  }),
});

const QUERY = "thanos-query";

/** Thanos's query, which deduplicates the series of all Prometheus servers; Prometheus if there is no Thanos. */
export async function everyPrometheus(): Promise<Source> {
  if ((await podsOf(QUERY)).length === 0) {
    return { query: async (expression) => (await query(expression)).length, samples };
  }
  const answerTo = await serviceAt(QUERY, MONITORING, "http");
  const ask = async (expression: string) => {
    const parameters = new URLSearchParams({ query: expression, dedup: "true" }).toString();
    const text = await answerTo(`api/v1/query?${parameters}`);
    return answer.parse(JSON.parse(text)).data.result;
  };
  return {
    query: async (expression) => (await ask(expression)).length,
    samples: async (rangeSelector) =>
      (await ask(rangeSelector)).flatMap(({ metric, values }) =>
        values.map(([time]) => ({ series: JSON.stringify(metric), time })),
      ),
  };
}
