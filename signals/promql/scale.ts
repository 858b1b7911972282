import { formatDuration, parseDuration } from "./duration";
import { assertSyntax, nodesOf } from "./syntax";
import type { SyntaxNode } from "./syntax";
import { RATE_INTERVAL } from "./units";
import type { Duration } from "./units";

/**
 * A duration shortened by a factor: `5m` by 10 is `30s`, `15s` by 10 is `1500ms`. Exact: a result that is not a whole
 * number of milliseconds, or is zero, is refused.
 *
 * @param factor how many times shorter, above 0; 1 leaves the duration as it is
 */
export function scaleDuration(duration: Duration, factor: number): Duration {
  return scaleText(duration, factor);
}

/**
 * A PromQL text with every duration in it shortened by a factor: ranges, offsets, the ranges and steps of subqueries,
 * and a number written with a unit (`> 24h`). A plain number counts as a duration only in a range or an offset, and an
 * evaluation time (`@ 1700000000`) is not one. Grafana's window is left to Grafana.
 *
 * @throws on text that is not PromQL, and on arithmetic between durations (`[5m * 2]`)
 */
export function scaleQuery(promql: string, factor: number): string {
  assertSyntax(promql);
  let scaled = "";
  let done = 0;
  for (const { from, to } of nodesOf(promql).filter((node) => isDuration(node, promql))) {
    const text = promql.slice(from, to);
    const sign = /^[-+]?/.exec(text)?.[0] ?? "";
    const length = text.slice(sign.length);
    // A plain number in a range is a number of seconds.
    const duration = /^\d+$/.test(length) ? `${length}s` : length;
    scaled += promql.slice(done, from) + sign + scaleText(duration, factor);
    done = to;
  }
  return scaled + promql.slice(done);
}

function isDuration(node: SyntaxNode, promql: string): boolean {
  const text = promql.slice(node.from, node.to);
  if (text === RATE_INTERVAL) return false;
  switch (node.name) {
    case "DurationExpr":
    case "OffsetDurationExpr":
      assertNoArithmetic(node, promql);
      return false;
    case "NumberDurationLiteralInDurationContext":
      return true;
    case "NumberDurationLiteral":
      return /^[-+]?(?:\d+(?:ms|[smhdwy]))+$/.test(text);
    default:
      return false;
  }
}

/** Scaling each side of `[5m * 2]` would scale the whole twice. A sign and parentheses do no harm. */
function assertNoArithmetic(node: SyntaxNode, promql: string): void {
  for (let child = node.firstChild; child; child = child.nextSibling) {
    const plain = /^(?:Offset)?DurationExpr$|^NumberDuration|^UnaryOp$/.test(child.name);
    if (!plain) {
      const text = promql.slice(node.from, node.to);
      throw new Error(`Cannot scale the arithmetic in "${text}". Write one duration: ${promql}`);
    }
  }
}

function scaleText(duration: string, factor: number): Duration {
  if (!(factor > 0 && Number.isFinite(factor))) {
    throw new Error(`Durations cannot be scaled by ${factor}. Give a number above 0.`);
  }
  const scaled = parseDuration(duration) / factor;
  if (!Number.isSafeInteger(scaled) || scaled < 1) {
    throw new Error(
      `${duration} by ${factor} is ${scaled} ms, not a whole number of 1 or more. Choose a factor that divides it.`,
    );
  }
  return formatDuration(scaled);
}
