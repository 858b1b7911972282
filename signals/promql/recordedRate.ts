import { OPEN, type LabelOf, type Labels, type Metric } from "../../service/metrics/define";
import type { Rates } from "./promql";
import type { RecordingRule } from "./recording";
import { buckets, where, type OwnMatchers, type Plain, type Selector } from "./selector";
import type { Job } from "../exporters/targets";
import { RATE_INTERVAL, type Duration, type Window } from "./units";

/**
 * How often rates are recorded. Two scrapes: within the shortest window of a panel, which is four scrapes, there are
 * two of them.
 */
export const RATES_INTERVAL: Duration = "30s";

/**
 * The window of a recorded rate: two of these intervals and one scrape. It has five samples and so the four steps
 * between them, of which each evaluation brings two. So each step is in two recorded rates, neither more nor fewer, and
 * their mean over some time is the mean rate of that time. It is as near as can be to the four scrapes over which a
 * panel of the last hour takes its rates itself.
 */
export const RATES_WINDOW: Duration = "75s";

/** What our scrape configuration puts on all series alike, and people choose by. */
const ALWAYS_KEPT = "environment";

/**
 * The rate of a metric's series, recorded as the sum over all targets of a job, for panels. Of each pod's series a panel
 * reads four samples at least for every point that it draws; of the recording it reads two, of one series for all pods.
 */
export class RecordedRate<L extends string = string, M extends object = object> {
  /**
   * @param job whose targets have it
   * @param series what is scraped: of a histogram its buckets
   * @param recorded what is made of it, its labels those that are kept
   * @param select narrows what is scraped
   */
  constructor(
    readonly job: Job,
    readonly series: string,
    readonly recorded: Plain,
    private readonly select: (matchers: M | object) => Selector<L>,
  ) {}

  /** The rule that records it. */
  rule(): RecordingRule {
    const labels = [ALWAYS_KEPT, ...Object.keys(this.recorded.labels)].join(", ");
    const { text } = this.select({});
    return {
      record: this.recorded.name,
      expr: `sum by (${labels}) (rate(${text}[${RATES_WINDOW}]))`,
      labels: {},
    };
  }

  /**
   * The rates, to be summed up by some of the labels that are kept. A rule gets those of what is scraped, over its
   * window; a panel the mean of those that were recorded within its own.
   */
  rate(window: Window, matchers?: M): Rates<L> {
    return window === RATE_INTERVAL
      ? this.read("avg_over_time", window, matchers)
      : rates(this.select(matchers ?? {}), (series) => `rate(${series}[${window}])`);
  }

  /**
   * How much was counted, to be summed up likewise, over a window that a panel fixes.
   *
   * @param interval how often the stack records
   */
  increase(window: Duration, interval: Duration, matchers?: M): Rates<L> {
    const { text, ...rest } = this.read("sum_over_time", window, matchers);
    return { ...rest, text: `${text} * ${interval}` };
  }

  private read(reader: string, window: Window, matchers?: M): Rates<L> {
    const recorded = where(this.recorded, matchers ?? {}) as Selector<L>;
    return rates(recorded, (series) => `${reader}(${series}[${window}])`);
  }
}

/** Records a counter's rate by some of its labels. */
export function recordedRate<V extends Labels, const K extends LabelOf<V> = never>(
  metric: Metric<string, "counter", V>,
  job: Job,
  kept: readonly K[] = [],
): RecordedRate<K, OwnMatchers<Pick<V, K>>> {
  const select = (matchers: object) => where(metric as Plain, { job, ...matchers }) as Selector<K>;
  return new RecordedRate(job, metric.name, recordedOf(metric, metric.name, kept), select);
}

/** Records the rates of a histogram's buckets by some of its labels, and always by the buckets. */
export function recordedBuckets<V extends Labels, const K extends LabelOf<V> = never>(
  metric: Metric<string, "histogram", V>,
  job: Job,
  kept: readonly K[] = [],
): RecordedRate<K | "le", OwnMatchers<Pick<V, K>>> {
  const all: Metric<string, "histogram"> = metric;
  const select = (matchers: object) => buckets(all, { job, ...matchers }) as Selector<K | "le">;
  const series = `${metric.name}_bucket`;
  return new RecordedRate(job, series, recordedOf(metric, series, [...kept, "le"]), select);
}

/** A window is in no name: a stack's `timeScale` changes it. */
function recordedOf({ labels }: Metric, series: string, kept: readonly string[]): Plain {
  return {
    kind: "gauge",
    name: `${[ALWAYS_KEPT, ...kept].join("_")}:${series.replace(/_total$/, "")}:rate`,
    help: `Rate of ${series}, of all targets together.`,
    labels: Object.fromEntries(kept.map((label) => [label, labels[label] ?? OPEN])),
  };
}

function rates<L extends string>(
  { metric, of, labels, text }: Selector<L>,
  read: (series: string) => string,
): Rates<L> {
  return { kind: "rates", text: read(text), labels, reads: { [metric]: of } };
}
