import { z } from "zod";

import { MONITORING } from "../../../infra/objects/names";
import { podsOf } from "../../../lab/clients/pods";
import { samples, query, type StoredSample } from "../../../lab/clients/prometheus";
import { serviceAt } from "../../../lab/clients/services";

/** Where people's dashboards ask, whichever server that is. */
export interface Source {
  /** How many series an instant query yields. */
  readonly query: (expression: string) => Promise<number>;
  /** Every stored sample of a range selector. */
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

/** Thanos's query, which shows each series once whichever Prometheus has it; where there is none, Prometheus. */
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
