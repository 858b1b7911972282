import type { Part } from "../service/metrics/define";
import { blindOf, collectorFailing, type Watched } from "../signals/blind";
import { mongodbUnasked } from "../signals/mongodb";
import { SERIES } from "../signals/series";
import { panel, PLACES } from "../signals/places";
import { mayBeOf, readsOf, type LabelMatcher, type Read } from "../signals/promql/reads";
import type { Job } from "../signals/exporters/targets";
import type { Alert, AlertRule, RuleContext, RuleGroup } from "./alert";
import { alert, SUSPECTED } from "./alert";
import { rateGroups } from "./rates";
import { recordedIn } from "./recorded";
import { WHAT_TARGETS_MEASURE } from "./inhibition";
import { objectiveGroups } from "./slos";

/** Series that Prometheus creates for each scrape and each alert, so they exist whatever a target exposes. */
const MADE = /^(?:up|scrape_.*|ALERTS)$/;

/**
 * What each job must expose for the alerts to work: every series that some alert's rules read, directly or through a
 * recording, except series that may be absent while all is well; and the part of a series that the rules read, if that
 * part always exists.
 *
 * @param alerts the alerts that read them
 */
export function watchedSeries(
  alerts: readonly Alert[],
  context: RuleContext,
): ReadonlyMap<Job, readonly Watched[]> {
  const readsIn = readerOf([...objectiveGroups(context), ...rateGroups(context)]);
  const parts = new Set(context.parts);
  const readers = new Map<string, { readonly job: Job; readonly what: Seen; by: string[] }>();
  for (const { name, rules } of alerts) {
    const ownRules = rules(context).filter(({ labels }) => !onlySuspects(labels));
    for (const read of ownRules.flatMap(({ expr }) => readsIn(expr))) {
      for (const job of jobsOf(read, context)) {
        for (const what of shownBy(read, parts)) {
          const key = `${job} ${JSON.stringify(what)}`;
          const known = readers.get(key) ?? { job, what, by: [] };
          if (!known.by.includes(name)) known.by.push(name);
          readers.set(key, known);
        }
      }
    }
  }
  const all = [...readers.values()];
  return new Map(
    context.jobs
      .map((job) => [job, all.filter((one) => one.job === job)] as const)
      .filter(([, found]) => found.length > 0)
      .map(([job, found]) => [job, found.map(({ what, by }) => ({ ...what, by }))] as const),
  );
}

type Seen = Omit<Watched, "by">;

/**
 * Whether another rule of the same alert reports this, too, even when this rule cannot see the requests that it depends
 * on.
 */
function onlySuspects(labels: AlertRule["labels"]): boolean {
  return "impact" in labels && labels.impact === SUSPECTED;
}

/**
 * What shows that a series exists, or would exist. Buckets of a histogram exist where its count does, which is a tenth
 * of the series. For a metric that may be absent while all is well it is another metric, or the metric itself under a
 * condition, or nothing.
 */
function shownBy(read: Read, parts: ReadonlySet<Part>): readonly Seen[] {
  const metric = SERIES.get(read.series)?.metric;
  const series = read.series.replace(/_bucket$/, "_count");
  if (metric?.absentWhile !== undefined) {
    const { with: other, while: whileOne, of } = metric.shown ?? {};
    if (of !== undefined && !parts.has(of)) return [];
    if (other !== undefined) return [{ series: other }];
    if (whileOne !== undefined) return [{ series, whileOne }];
    if (of === undefined) return [];
  }
  const where = lasting(read);
  return [
    { series },
    ...(where.length > 0
      ? [
          {
            series: where.some(onBucket) ? read.series : series,
            where: where.map(textOf).join(","),
          },
        ]
      : []),
    ...(metric?.zeroIsNone ? [{ series, above0: true }] : []),
  ];
}

/** Labels that say how something went: if everything goes well, there may be no series for any other outcome. */
const HOW_IT_WENT = ["status", "outcome", "reason"];

/**
 * Labels for which an alert's matchers depend on the stack: targets, namespaces and object names. If objects with
 * certain names must exist, the alerts on them know that themselves.
 */
const ASKED_ELSEWHERE = ["job", "instance", "namespace", "cronjob", "deployment", "statefulset"];

const onBucket = ({ label }: LabelMatcher) => label === "le";

/**
 * The matchers of a selector that always match some part of a series; for labels that say how something went, only that
 * the label exists.
 */
function lasting({ matchers }: Read): readonly LabelMatcher[] {
  return matchers
    .filter(({ label, value }) => !ASKED_ELSEWHERE.includes(label) && value !== "+Inf")
    .map((matcher) =>
      HOW_IT_WENT.includes(matcher.label)
        ? { label: matcher.label, operator: "!=", value: "" }
        : matcher,
    );
}

const textOf = ({ label, operator, value }: LabelMatcher) =>
  `${label}${operator}${JSON.stringify(value)}`;

function jobsOf(read: Read, { jobs }: RuleContext): readonly Job[] {
  const known = SERIES.get(read.series);
  if (!known || MADE.test(read.series)) return [];
  return known.jobs.filter((job) => jobs.includes(job) && mayBeOf(read, job));
}

/**
 * Makes a function that finds the selectors of a query, replacing recordings by the selectors of what they record. Each
 * recording is read once, because many rules use it.
 */
function readerOf(groups: readonly RuleGroup[]): (expr: string) => readonly Read[] {
  const recorded = recordedIn(groups);
  const found = new Map<string, readonly Read[]>();
  const behind = (read: Read): readonly Read[] => {
    const exprs = recorded.get(read.series);
    if (exprs === undefined) return [read];
    const known = found.get(read.series) ?? exprs.flatMap(readsIn);
    found.set(read.series, known);
    return known;
  };
  const readsIn = (expr: string) => readsOf(expr).flatMap(behind);
  return readsIn;
}

/** @param alerts the alerts that need their series, available once all are declared */
export const blindAlerts = (alerts: () => readonly Alert[]) => [
  alert("AlertBlind", {
    policy: { for: "15m", severity: "warning" },
    // If a job's target exposes nothing because it cannot, or because the server behind it is down, these alerts say
    // so.
    inhibitedBy: WHAT_TARGETS_MEASURE,
    rule: ({ for: wait }, context) => {
      const view = panel(PLACES.monitoring, "blind");
      const missing = [...watchedSeries(alerts(), context)].map(([job, watched]) => ({
        when: blindOf(job, watched, wait, context.places),
        of: { job },
        component: "monitoring" as const,
        summary: ({ blind }: Readonly<Record<string, string>>) => `Alerts are blind: ${blind}.`,
        description: ({ metric }: Readonly<Record<string, string>>) =>
          `The targets of the job ${job} answer, but none of them exposes ${metric}, which these alerts read. They cannot fire, whatever happens.`,
        view,
      }));
      const failing = {
        when: collectorFailing(wait),
        of: { job: "postgres-exporter", metric: "pg_scrape_collector_success" } as const,
        component: "monitoring" as const,
        summary: ({ collector }: Readonly<Record<string, string>>) =>
          `The collector ${collector} of postgres-exporter fails.`,
        description: ({ collector }: Readonly<Record<string, string>>) =>
          `postgres-exporter answers, but its collector ${collector} cannot query PostgreSQL. The alerts that read its metrics are blind.`,
        view,
      };
      const unasked = {
        when: mongodbUnasked(wait),
        of: { job: "mongodb-exporter", metric: "mongodb_up" } as const,
        component: "monitoring" as const,
        summary: ({ instance }: Readonly<Record<string, string>>) =>
          `MongoDB's exporter cannot ask ${instance}.`,
        description: () =>
          "The backend reaches MongoDB, but the exporter cannot sign in to this server: it is down, or the exporter's user is wrong. The alerts that read its metrics are blind.",
        view,
      };
      return [
        ...missing,
        ...(context.jobs.includes("postgres-exporter") ? [failing] : []),
        ...(context.jobs.includes("mongodb-exporter") ? [unasked] : []),
      ];
    },
  }),
];
