import { filledIn, panelQueries, type Choice, type PanelQuery } from "../../dashboards";
import { rateGroups } from "../../alert-rules/rates";
import { SERIES } from "../../signals/series";
import { scaledTimes } from "../../infra/rendered-config/times";
import { parseDuration } from "../../signals/promql/duration";
import { readsOf } from "../../signals/promql/reads";
import { RATES_INTERVAL, RATES_WINDOW } from "../../signals/promql/recordedRate";
import { RECORDED_RATES } from "../../signals/rates";
import { context, declaredDashboards, declaredGroups, declaredRules } from "../support/declared";
import { askPanel } from "../support/panels";
import { askAll, checkRules } from "../support/promtool";

const queries = declaredDashboards.flatMap(panelQueries);
const names = new Set(RECORDED_RATES.map(({ recorded }) => recorded.name));
const readers = queries.filter(({ expr }) => readsOf(expr).some(({ series }) => names.has(series)));
const titled = (all: readonly PanelQuery[]) =>
  all.map((query) => [`${query.dashboard} "${query.title}" ${query.refId}`, query] as const);

const FEW_OF_MONGODB =
  "A pod has a hundred of these, where a stack has MongoDB; a recording would be in every stack.";

/** Panels that read a histogram's buckets from every target, whatever is selected, each with the reason. */
const READS_ALL_BUCKETS: Readonly<Record<string, string>> = {
  'autodealgenie-mongodb "Operation Latency Percentiles" A': FEW_OF_MONGODB,
  'autodealgenie-mongodb "Operation Latency Percentiles" B': FEW_OF_MONGODB,
  'autodealgenie-mongodb "Operation Latency Percentiles" C': FEW_OF_MONGODB,
  'autodealgenie-mongodb "Operation Latency by Kind (p95)" A': FEW_OF_MONGODB,
  'autodealgenie-monitoring "Notification Latency" A':
    "Alertmanager runs three times at most, and has these for each of its receivers alone.",
};

it("only listed exceptions among the panels read the buckets of all pods", () => {
  const all = titled(queries).filter(([, { expr }]) =>
    readsOf(expr)
      .filter(({ series }) => SERIES.get(series)?.metric.kind === "histogram")
      .some(({ text }) => !text.includes('instance!~"${instance}:.*|"')),
  );
  expect(all.map(([title]) => title)).toEqual(Object.keys(READS_ALL_BUCKETS));
});

it.each(RECORDED_RATES.map((rate) => [rate.recorded.name, rate] as const))(
  "has a panel that reads %s",
  (name) => {
    expect(readers.some(({ expr }) => readsOf(expr).some(({ series }) => series === name))).toBe(
      true,
    );
  },
);

it("records each rate once, with rules that promtool accepts", () => {
  expect(names.size).toBe(RECORDED_RATES.length);
  expect(checkRules(rateGroups(context))).toContain(`SUCCESS: ${names.size} rules found`);
});

it("records only rates of scraped jobs, and none that an alert reads", () => {
  expect(rateGroups({ ...context, jobs: ["prometheus"] })).toEqual([]);
  expect(declaredGroups.filter(({ name }) => name === "rates")).toEqual(rateGroups(context));
  const read = declaredRules.flatMap(({ expr }) => readsOf(expr).map(({ series }) => series));
  expect(read.filter((series) => names.has(series))).toEqual([]);
});

it("records each step between two scrapes equally often", () => {
  const [window, interval, scrape] = [
    RATES_WINDOW,
    RATES_INTERVAL,
    scaledTimes(1).scrapeInterval,
  ].map(parseDuration) as [number, number, number];
  // A window of n scrapes has n - 1 steps.
  expect((window - scrape) % interval).toBe(0);
  expect(interval % scrape).toBe(0);
  // Grafana's shortest window, which contains two of the recorded rates.
  expect(4 * scrape).toBe(2 * interval);
});

const INSTANCES = ["10.0.0.1:8000", "10.0.0.2:8000", "10.0.0.3:8000"];
const EACH = INSTANCES.join("|").replaceAll(".", "\\\\.");
const ALL: Choice = { environment: ".*", instance: ".*" };
/** The choice with which a panel reads the instances' own series. */
const ONE_BY_ONE: Choice = { environment: ".*", instance: `(${EACH})` };

const OPEN_VALUES: Readonly<Record<string, string>> = {
  status: "200",
  method: "GET",
  route: "/api/v1/negotiations",
};

/**
 * For each recorded metric some series in each instance, including all buckets.
 * @param course an instance's counter in promtool's notation, given its growth in multiples of the slowest one
 */
function seriesOf(course: (pace: number) => string): Readonly<Record<string, string>> {
  const all = RECORDED_RATES.flatMap(({ series, recorded }) =>
    INSTANCES.flatMap((instance, pod) => {
      const target = `job="backend",environment="prod",instance="${instance}",pod="${pod}"`;
      const { le, ...labels } = recorded.labels;
      const own = Object.entries(labels).map(([label, values]) => {
        return `,${label}="${values?.[0] ?? OPEN_VALUES[label] ?? "x"}"`;
      });
      const bounds = SERIES.get(series)?.metric.buckets ?? [];
      const ends =
        le === undefined ? [""] : [...bounds.map(bound), "+Inf"].map((end) => `,le="${end}"`);
      const paced = ends.map((end, index) => [
        `${series}{${target}${own.join("")}${end}}`,
        course((pod + 1) * (index + 1)),
      ]);
      if (!("status" in labels)) return paced;
      // Otherwise nothing ever fails, and nobody searches.
      const failed = `${series}{${target}${own.join("").replace('"200"', '"503"')}}`;
      const others = [failed, failed.replace(/negotiations/, "vehicles/search")];
      return [...paced, ...others.map((other) => [other, course(pod + 1)])];
    }),
  );
  return Object.fromEntries(all) as Readonly<Record<string, string>>;
}

const bound = (value: number) => (Number.isInteger(value) ? `${value}.0` : String(value));

/**
 * How many series of a query differ by more than a share between two choices: 0 if both have all series and none
 * differs.
 */
function differing({ expr }: PanelQuery, window: "1m" | "10m", most: number) {
  const [recorded, scraped] = [ALL, ONE_BY_ONE].map((choice) => filledIn(expr, window, choice));
  const alike = `abs((${recorded!}) - (${scraped!})) <= ${most} * (${scraped!})`;
  return { expr: `count(${scraped!}) - count(${alike})`, yields: [{ labels: "{}", value: 0 }] };
}

describe("every panel draws the same from recordings as from each pod's series", () => {
  const queried = readers.map((query) => differing(query, "1m", 1e-6));
  const recordings = rateGroups(context);

  it("while traffic is steady", () => {
    const series = seriesOf((pace) => `0+${pace}x280`);
    askAll({ series, at: "70m" }, queried, recordings);
  });

  it("once traffic is steady again after a restart", () => {
    const series = seriesOf((pace) => `0+${pace}x250 0+${pace}x30`);
    askAll({ series, at: "70m" }, queried, recordings);
  });

  it.each([0, 1, 2, 3])("even if counters jump between two scrapes, at scrape %d", (scrapes) => {
    const query = readers.find(({ title }) => title === "HTTP Status Codes")!;
    const jump = 260 + scrapes;
    const series = seriesOf((pace) => `0+${pace}x${jump} ${(jump + 900) * pace}+${pace}x30`);
    // rate() sees 39 steps between scrapes instead of the 40 in ten minutes.
    askAll({ series, at: "70m" }, [differing(query, "10m", 0.03)], recordings);
  });
});

it("draws only the selected instances, from their own series", () => {
  const query = readers.find(
    ({ title, refId }) => title.startsWith("Request Rate") && refId === "A",
  )!;
  const series = seriesOf((pace) => `0+${15 * pace}x20`);
  const yields = (choice: string, value: number) =>
    askPanel({
      series,
      at: "4m",
      expr: filledIn(query.expr, "1m", { environment: ".*", instance: choice }),
      yields: [{ labels: "{}", value }],
    });
  // Each instance has three series. The requests per second in each are the instance's number.
  yields("10\\\\.0\\\\.0\\\\.2:8000", 6);
  yields("(10\\\\.0\\\\.0\\\\.1:8000|10\\\\.0\\\\.0\\\\.3:8000)", 12);
  yields(".*", 18);
});
