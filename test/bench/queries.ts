import { filledIn, panelQueries, type Choice } from "../../dashboards";
import { parseDuration } from "../../signals/promql/duration";
import { PLACES } from "../../signals/places";
import { serviceOn, untilReady } from "../service/harness";
import { startDataServers } from "../support/dataServers";
import { declaredDashboards, declaredGroups } from "../support/declared";
import type { Benchmark } from "./benchmark";
import { seriesOn } from "./queries/page";
import { filledPrometheus, type Filled, type Range } from "./queries/prometheus";
import { encodedLabels, encodedSamples, encodedSeries } from "./queries/remoteWrite";
import { scraped } from "./queries/production";

/** The number of synthetic pods, with 1,780 series each. 562 have a million series. */
const PODS = Number(process.env.AUTODEALGENIE_BENCH_PODS ?? "10");

/** A part of the panels' hour, in seconds, that gives the same ratio in a fraction of the time. */
const DRAWN = 600;

/** A Prometheus as in production with some pods, and the hour of samples that it has. */
interface Production {
  readonly prometheus: Filled;
  readonly hour: Range;
}

const ALL: Choice = { environment: ".*", instance: ".*" };
/** Selects every instance by its port instead of with "All", so that panels read the pods' own series. */
const EACH: Choice = { environment: ".*", instance: ".+:8000" };

const recordings = declaredGroups.filter(({ name }) => name === "rates");

async function setup(): Promise<Production> {
  const page = await shownByOnePod();
  const prometheus = await filledPrometheus();
  try {
    const { hour } = await scraped(prometheus, seriesOn(page), PODS, Date.now() / 1000 - 60);
    await record(prometheus, hour);
    return { prometheus, hour };
  } catch (error) {
    await prometheus.close();
    throw error;
  }
}

/** The metrics page of a service that has just started: every series that its routes can have. */
async function shownByOnePod(): Promise<string> {
  const servers = await startDataServers();
  const service = await serviceOn(servers);
  try {
    await untilReady(service);
    return await (await fetch(`${service.url}/metrics`)).text();
  } finally {
    await service.stop();
    await servers.close();
  }
}

/** Evaluates the recording rules over the hour, and stores their results. */
async function record(prometheus: Filled, hour: Range): Promise<void> {
  for (const { interval, rules } of recordings) {
    const step = parseDuration(interval ?? "30s") / 1000;
    for (const rule of rules) {
      if (!("record" in rule)) continue;
      const { answer } = await prometheus.ask(rule.expr, { ...hour, from: hour.from + 60, step });
      const series = answer.map(({ metric, values }) =>
        encodedSeries(
          encodedLabels({ ...metric, __name__: rule.record }),
          encodedSamples(values.map(([at, value]) => [at * 1000, Number(value)])),
        ),
      );
      if (series.length > 0) await prometheus.push(series);
    }
  }
}

/** The number of samples that the panels of a dashboard read when they are drawn. */
async function drawing(uid: string, choice: Choice, production: Production): Promise<number> {
  const { prometheus, hour } = production;
  const dashboard = declaredDashboards.find((each) => each.uid === uid);
  if (!dashboard) throw new Error(`No dashboard is ${uid}.`);
  let samples = 0;
  for (const { expr, instant } of panelQueries(dashboard)) {
    const from = instant ? hour.to : hour.to - DRAWN;
    samples += (await prometheus.ask(filledIn(expr, "1m", choice), { ...hour, from })).samples;
  }
  return samples;
}

/** The number of samples that the rules of some groups read per minute. */
async function evaluating(groups: typeof declaredGroups, production: Production): Promise<number> {
  const { prometheus, hour } = production;
  let samples = 0;
  for (const { interval, rules } of groups) {
    const times = 60_000 / parseDuration(interval ?? "30s");
    for (const { expr } of rules) {
      samples += times * (await prometheus.ask(expr, { ...hour, from: hour.to })).samples;
    }
  }
  return samples;
}

const common = {
  gives: "samples",
  sizes: true,
  long: "a Prometheus is filled with an hour of ten pods first",
  setup,
  close: ({ prometheus }: Production) => prometheus.close(),
} as const;

const panels = (
  title: string,
  { uid }: { readonly uid: string },
  times: number,
): Benchmark<Production> => ({
  ...common,
  name: `samples that ${title} reads`,
  against: "the same panels on each pod's own series",
  why: "The panels read rates recorded over all pods instead. Only lines for a single pod still read its series.",
  reach: { times },
  work: (production: Production) => drawing(uid, ALL, production),
  baseline: (production: Production) => drawing(uid, EACH, production),
});

/** What dashboards and rules cost Prometheus. Nothing is started before one of them runs. */
export const queryBenchmarks: readonly Benchmark<Production>[] = [
  panels("System Overview", PLACES.systemOverview, 0.1),
  panels("Application", PLACES.application, 0.1),
  panels("Data Services", PLACES.dataServices, 0.1),
  {
    ...common,
    name: "samples that all rules read",
    against: "the same rules without the recordings for panels",
    why: "Each recording rule reads five samples of each series, twice a minute.",
    reach: { times: 1.05 },
    work: (production: Production) => evaluating(declaredGroups, production),
    baseline: (production: Production) =>
      evaluating(
        declaredGroups.filter((group) => !recordings.includes(group)),
        production,
      ),
  },
];
