import { OPEN, type LabelOf, type Labels, type Metric } from "../../service/metrics/define";
import type { Rates } from "./promql";
import type { RecordingRule } from "./recording";
import { buckets, where, type OwnMatchers, type Plain, type Selector } from "./selector";
import type { Job } from "../exporters/targets";
import { RATE_INTERVAL, type Duration, type Window } from "./units";

/**
 * How often rates are recorded: every two scrapes. A panel's shortest window is four scrapes, so it contains two
 * recorded samples.
 */
export const RATES_INTERVAL: Duration = "30s";

/**
 * The window of a recorded rate: two of these intervals plus one scrape. It has five samples and so four steps between
 * them, of which each evaluation adds two. So each step is in exactly two recorded rates, and their mean over a period
 * is the mean rate of that period. It is as close as possible to the four scrapes over which a panel of the last hour
 * would take its rates itself.
 */
export const RATES_WINDOW: Duration = "75s";

/** A label that our scrape configuration puts on all series, and that people filter by. */
const ALWAYS_KEPT = "environment";

/**
 * The rate of a metric's series, recorded for panels as the sum over all targets of a job. From raw series, a panel
 * reads at least four samples of every pod's series for each point that it draws; from the recording it reads two
 * samples of one series for all pods.
 */
export class RecordedRate<L extends string = string, M extends object = object> {
  /**
   * @param job the job whose targets expose the metric
   * @param series the scraped series: the buckets in the case of a histogram
   * @param recorded the recorded metric, with the labels that are kept
   * @param select narrows the scraped series
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
   * The rates, to be summed by some of the labels that are kept. A rule gets the rates of the scraped series over its
   * window; a panel gets the mean of the rates recorded within its own window.
   */
  rate(window: Window, matchers?: M): Rates<L> {
    return window === RATE_INTERVAL
      ? this.read("avg_over_time", window, matchers)
      : rates(this.select(matchers ?? {}), (series) => `rate(${series}[${window}])`);
  }

  /**
   * The increase over a fixed window of a panel, to be summed in the same way.
   *
   * @param interval how often the stack records rates
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

/** Records the rates of a histogram's buckets by some of its labels, and always by `le`. */
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

/** The name contains no window, because a stack's `timeScale` changes it. */
function recordedOf({ labels }: Metric, series: string, kept: readonly string[]): Plain {
  return {
    kind: "gauge",
    name: `${[ALWAYS_KEPT, ...kept].join("_")}:${series.replace(/_total$/, "")}:rate`,
    help: `Rate of ${series}, summed over all targets.`,
    labels: Object.fromEntries(kept.map((label) => [label, labels[label] ?? OPEN])),
  };
}

function rates<L extends string>(
  { metric, of, labels, text }: Selector<L>,
  read: (series: string) => string,
): Rates<L> {
  return { kind: "rates", text: read(text), labels, reads: { [metric]: of } };
}
