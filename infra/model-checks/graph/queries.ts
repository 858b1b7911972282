import { recordingsRead, type Recording } from "../../alert-delivery/recordings";
import { readsOf, type Read } from "../../../signals/promql/reads";
import { RECORDED_RATES } from "../../../signals/rates";
import { recorded } from "../../../signals/slo/recorded";
import type { Edge, Node } from "./graph";

/** A PromQL text, and where it is used. */
export interface Query {
  readonly from: Node;
  readonly expr: string;
  readonly reads: readonly Read[];
  /** A rule is evaluated all the time, a panel only while somebody looks at it. */
  readonly by: "rule" | "panel";
}

/** A query with the selectors that it reads. */
export function queryOf(from: Node, expr: string, by: Query["by"]): Query {
  return { from, expr, reads: readsOf(expr), by };
}

/** What our rules record, whether or not this stack has them. */
const RECORDED = new Set([
  ...Object.keys(recorded),
  ...RECORDED_RATES.map((rate) => rate.recorded.name),
]);

/** What a query reads: metrics of the catalogs, and recorded series. */
export function readEdges(
  { from, reads, by }: Query,
  recordings: readonly Recording[],
): readonly Edge[] {
  const why = by === "rule" ? "The rule never yields anything." : "The panel always stays empty.";
  return reads.flatMap((read) => {
    const { series, text } = read;
    if (!RECORDED.has(series) && !recordings.some(({ record }) => record === series))
      return [{ from, verb: "reads", to: { kind: "metric", name: series }, why }];
    const found = recordingsRead(recordings, read);
    const names = found.length > 0 ? found.map(recordingName) : [text];
    return names.map((name): Edge => ({
      from,
      verb: "reads",
      to: { kind: "recording rule", name },
      why,
    }));
  });
}

/** The series of a recording, written like a selector. */
export function recordingName({ record, labels }: Pick<Recording, "record" | "labels">): string {
  return record + labelsText(labels);
}

/** Labels in braces; empty if there are none. */
export function labelsText(labels: Readonly<Record<string, string | undefined>>): string {
  const texts = Object.entries(labels).map(([label, value]) => `${label}="${value ?? ""}"`);
  return texts.length > 0 ? `{${texts.join(",")}}` : "";
}
