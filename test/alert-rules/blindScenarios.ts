import { alerts } from "../../alert-rules/alerts";
import { watchedSeries } from "../../alert-rules/blind";
import type { Job } from "../../signals/exporters/targets";
import { context } from "../support/declared";
import { readsOf, takes, type LabelMatcher } from "../../signals/promql/reads";
import type { Watched } from "../../signals/blind";
import type { AlertScenarios, Scenario } from "./scenario";

const watched = watchedSeries(
  alerts.filter(({ name }) => name !== "AlertBlind"),
  context,
);
const HOUR = 240;
const always = (value: number) => `${value}x${HOUR}`;

const up = (job: Job, instance = "a") => `up{job="${job}",instance="${instance}"}`;

/** Label values. Each selector in alerts matches one of its label's. */
const SAMPLES: Readonly<Record<string, readonly string[]>> = {
  condition: ["Progressing", "True"],
  conn_type: ["current", "available"],
  cpu: ["total"],
  datname: ["autodealgenie"],
  le: ["1", "2", "5", "0.5"],
  member_state: ["PRIMARY", "SECONDARY"],
  outcome: ["delivered"],
  reason: ["bad_password"],
  route: ["/api/v1/vehicles/search", "/api/v1/negotiations", "/api/v1/deals"],
  state: ["waiting"],
  status: ["200"],
  user: ["backend"],
};

/** A watched series, as a job's target exposes it in a healthy stack. */
function said(job: Job, { series, where = "" }: Watched): string {
  const { matchers } = readsOf(`${series}{${where}}`)[0]!;
  const labels = [...new Set(matchers.map(({ label }) => label))].map((label) => {
    const all = matchers.filter((matcher) => matcher.label === label);
    const value = SAMPLES[label]?.find((one) => all.every((matcher) => takes(matcher, one)));
    if (value === undefined) throw new Error(`No sample of ${label} is one of ${where}.`);
    return `,${label}="${value}"`;
  });
  return `${series}{job="${job}",instance="a"${labels.join("")}}`;
}

/** The watched series of a job's targets in a healthy stack. */
const page = (job: Job, values = always(1), but = /^$/) =>
  Object.fromEntries(
    (watched.get(job) ?? [])
      .filter(({ series }) => !but.test(series))
      .map((each) => [said(job, each), values]),
  );

/** Every job is up and exposes its series, with some exceptions. */
const stack = (but: readonly Job[] = []) =>
  Object.assign(
    {},
    ...[...watched.keys()]
      .filter((job) => !but.includes(job))
      .map((job) => ({ ...page(job), [up(job)]: always(1) })),
  ) as Readonly<Record<string, string>>;

const blind = (job: Job, but = /./) =>
  (watched.get(job) ?? [])
    .filter(({ series, where, above0 }) => but.test(series) && where === undefined && !above0)
    .map(({ series, by }) => ({ job, metric: series, blind: by.join(", ") }));

/** Watches on a part of a series, or with a condition: that part is gone or 0, while everything else exists. */
const parts = [...watched].flatMap(([job, those]) =>
  those
    .filter(({ where, above0, whileOne }) => where ?? above0 ?? whileOne)
    .map((each) => ({ job, each })),
);

function partGone({ job, each }: (typeof parts)[number]): Scenario {
  const { series, where, above0 = false, whileOne, by } = each;
  const its = readsOf(`${series}{${where ?? ""}}`)[0]!.matchers;
  const left = Object.fromEntries(
    Object.entries(page(job)).filter(([text]) => !isOf(text, job, series, its)),
  );
  const played = {
    ...left,
    [up(job)]: always(1),
    ...(whileOne && { [`${whileOne}{job="${job}",instance="a"}`]: always(1) }),
    ...(above0 && { [said(job, { series, by })]: always(0) }),
    ...(where !== undefined && { [`${series}{job="${job}",instance="a",other="b"}`]: always(1) }),
  };
  return {
    title: whileOne
      ? `fires if ${job} does not expose ${series} while ${whileOne} is 1`
      : `fires if ${job} exposes ${series}, but none meets the condition: ${where ?? "above 0"}`,
    series: played,
    at: "30m",
    fires: above0 || whileOne ? [told(job, each)] : goneIn(played, job, series),
  };
}

const told = (job: Job, { series, where, above0 = false, by }: Watched) => ({
  job,
  metric: `${series}${where === undefined ? "" : `{${where}}`}${above0 ? " above 0" : ""}`,
  blind: by.join(", "),
});

/** Whether a series belongs to a job and is selected by matchers. */
function isOf(text: string, job: Job, series: string, its: readonly LabelMatcher[]): boolean {
  const [read] = readsOf(text);
  const labels = new Map(read!.matchers.map(({ label, value }) => [label, value]));
  return (
    read!.series === series &&
    labels.get("job") === job &&
    its.every((one) => takes(one, labels.get(one.label) ?? ""))
  );
}

/** The watches on a series that none of the given series satisfies. */
function goneIn(played: Readonly<Record<string, string>>, job: Job, series: string) {
  return (watched.get(job) ?? [])
    .filter((other) => other.series === series && other.where !== undefined)
    .filter(({ where }) => {
      const its = readsOf(`${series}{${where!}}`)[0]!.matchers;
      return !Object.keys(played).some((text) => isOf(text, job, series, its));
    })
    .map((other) => told(job, other));
}

/**
 * Series that can disappear while every target still answers: once with all other jobs present, and then alone, which
 * is faster.
 */
const GONE: readonly (readonly [string, Job, RegExp])[] = [
  ["kube-state-metrics has lost its permissions", "kube-state-metrics", /^kube_/],
  ["the kubelet exposes no volume metrics", "kubelet", /^kubelet_/],
  ["cAdvisor exposes no container metrics", "cadvisor", /^container_/],
  ["pg_stat_* is missing", "postgres-exporter", /^pg_stat_/],
  ["only pg_stat_statements_* is missing", "postgres-exporter", /^pg_stat_statements_/],
  ["redis-exporter exposes no memory metrics", "redis-exporter", /^redis_memory_/],
  ["a backend release no longer counts requests", "backend", /^http_/],
  ["Prometheus exposes no metrics about itself", "prometheus", /^prometheus_/],
];

const scenarios: readonly Scenario[] = [
  ...GONE.flatMap(([what, job, but]) => [
    {
      title: `fires for each missing series if ${what}`,
      series: { ...stack([job]), ...page(job, always(1), but), [up(job)]: always(1) },
      at: "30m" as const,
      fires: blind(job, but),
    },
    {
      title: `fires if, after a while, ${what} and the target answers only three scrapes in four`,
      series: {
        ...page(job, "1x40 stale"),
        ...page(job, always(1), but),
        [up(job)]: Array<string>(60).fill("1 1 1 0").join(" "),
      },
      at: "30m" as const,
      fires: blind(job, but),
    },
    {
      title: `waits fifteen minutes if ${what}`,
      series: {
        ...page(job, "1x40 stale"),
        ...page(job, always(1), but),
        [up(job)]: always(1),
      },
      at: "24m" as const,
      fires: [],
    },
  ]),
  {
    title: "names the series and the alerts that read it",
    series: {
      ...stack(["redis-exporter"]),
      ...page("redis-exporter", always(1), /^redis_memory_max_bytes$/),
      [up("redis-exporter")]: always(1),
    },
    at: "30m",
    fires: [
      { job: "redis-exporter", metric: "redis_memory_max_bytes", blind: "HighRedisMemoryUsage" },
    ],
    says: {
      summary: "Alerts are blind: HighRedisMemoryUsage.",
      description:
        "The targets of the job redis-exporter answer, but none of them exposes redis_memory_max_bytes, which these alerts read. They cannot fire, whatever happens.",
    },
  },
  ...(
    [
      ["kube-state-metrics", "kube_pod_container_status_ready", "namespace", "autodealgenie"],
      ["kube-state-metrics", "kube_deployment_spec_replicas", "namespace", "monitoring"],
      ["kube-state-metrics", "kube_statefulset_replicas", "namespace", "monitoring"],
      ["kubelet", "kubelet_volume_stats_available_bytes", "namespace", "autodealgenie"],
      ["cadvisor", "container_memory_working_set_bytes", "namespace", "autodealgenie"],
    ] as const
  ).map(([job, metric, label, place]): Scenario => ({
    title: `fires if ${job} exposes ${metric} for other namespaces, but no longer for ${place}`,
    series: {
      ...page(job),
      [up(job)]: always(1),
      ...Object.fromEntries(
        ["autodealgenie", "monitoring", "postgres"].map((other) => [
          `${metric}{job="${job}",instance="a",${label}="${other}"}`,
          other === place ? "1x40 stale" : always(1),
        ]),
      ),
    },
    at: "55m",
    fires: [
      {
        job,
        metric: `${metric} of ${place}`,
        blind: (watched.get(job) ?? []).find(({ series }) => series === metric)!.by.join(", "),
      },
    ],
  })),
  ...parts.map(partGone),
  {
    title: "stays quiet if series are absent because the probe fails or Kafka is down",
    series: Object.fromEntries(
      Object.entries(stack())
        .filter(([text]) => !/^(probe_ssl_|autodealgenie_consumer_lag_)/.test(text))
        .map(([text, values]) => [
          text,
          /^(probe_success|autodealgenie_kafka_up)/.test(text) ? always(0) : values,
        ]),
    ),
    at: "30m",
    fires: [],
  },
  ...["stat_database", "stat_statements"].map((collector): Scenario => ({
    title: `fires if the collector ${collector} fails`,
    series: {
      ...stack(),
      [`pg_scrape_collector_success{job="postgres-exporter",instance="a",collector="${collector}"}`]:
        always(0),
    },
    at: "30m",
    fires: [{ job: "postgres-exporter", collector, metric: "pg_scrape_collector_success" }],
  })),
  {
    title: "stays quiet if a collector fails occasionally",
    series: {
      ...stack(),
      'pg_scrape_collector_success{job="postgres-exporter",instance="a",collector="stat_database"}':
        Array<string>(60).fill("1 1 1 0").join(" "),
    },
    at: "30m",
    fires: [],
  },
  {
    title:
      "fires for the one server that mongodb-exporter cannot query while the backend reaches MongoDB",
    series: {
      ...stack(),
      'mongodb_up{job="mongodb-exporter",instance="mongo-a:27017"}': always(1),
      'mongodb_up{job="mongodb-exporter",instance="mongo-b:27017"}': always(0),
      'autodealgenie_mongodb_up{job="backend",instance="a"}': always(1),
    },
    at: "30m",
    fires: [{ job: "mongodb-exporter", metric: "mongodb_up", instance: "mongo-b:27017" }],
    says: {
      summary: "MongoDB's exporter cannot ask mongo-b:27017.",
      description:
        "The backend reaches MongoDB, but the exporter cannot sign in to this server: it is down, or the exporter's user is wrong. The alerts that read its metrics are blind.",
    },
  },
  {
    title: "stays quiet while MongoDB is down, which another alert reports",
    series: {
      ...Object.fromEntries(
        Object.entries(stack()).filter(([series]) => !series.startsWith("mongodb_")),
      ),
      'mongodb_up{job="mongodb-exporter",instance="mongo-a:27017"}': always(0),
      'autodealgenie_mongodb_up{job="backend",instance="a"}': always(0),
    },
    at: "30m",
    fires: [],
  },
  {
    title: "stays quiet without traffic if every job exposes its series",
    case: "no traffic",
    series: stack(),
    at: "30m",
    fires: [],
  },
  ...(["1m", "5m", "10m"] as const).map((at): Scenario => ({
    title: `stays quiet ${at} after the start, while all targets are up but expose nothing yet`,
    series: Object.fromEntries([...watched.keys()].map((job) => [up(job), always(1)])),
    at,
    fires: [],
  })),
  {
    title: "stays quiet about jobs that are down or have no target, which other alerts report",
    series: Object.fromEntries([...watched.keys()].slice(1).map((job) => [up(job), always(0)])),
    at: "30m",
    fires: [],
  },
  {
    title: "stays quiet while one of two targets exposes the series",
    series: { ...stack(), [up("kubelet", "b")]: always(1), [up("cadvisor", "b")]: always(1) },
    at: "30m",
    fires: [],
  },
];

export const blindScenarios: { readonly AlertBlind: AlertScenarios } = {
  AlertBlind: {
    scenarios: scenarios.map((scenario) => ({ interval: "15s", ...scenario })),
    cannotBe: {
      "just below the limit": "a series is there or it is not",
      "restarted counter": "it asks whether a series is there, not how much it says",
    },
  },
};
