import { assertSyntax } from "../../../signals/promql/syntax";
import { textOf } from "../graph/graph";
import type { Check } from "./check";

/** Queries that are not PromQL. */
export const syntax: Check = {
  name: "PromQL",
  faults({ queries }) {
    return queries.flatMap(({ from, expr }) => {
      try {
        assertSyntax(expr);
        return [];
      } catch (error) {
        return {
          what: `${textOf(from)}: ${error instanceof Error ? error.message : String(error)}`,
          where: from.place,
          why: "Prometheus rejects it, and with it the whole rule file.",
          fix: "Write it with promql``, which checks its syntax.",
        };
      }
    });
  },
};
