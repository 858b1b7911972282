import { comingAndGoing } from "./comingAndGoing";
import { downTales, UP_OR_DOWN } from "./downScenarios";
import type { ScenariosByAlert, Scenario } from "./scenario";

const exporter = 'job="postgres-exporter",namespace="monitoring",pod="postgres-exporter-a"';
const backends = (datname: string) =>
  `pg_stat_database_numbackends{${exporter},datid="1",datname="${datname}"}`;
const MAX = `pg_settings_max_connections{${exporter},server="postgres:5432"}`;
const waiting = (pod: string) =>
  `autodealgenie_db_pool_connections{job="backend",pod="${pod}",state="waiting"}`;

const statement = (metric: "calls" | "seconds", queryid: string, user = "autodealgenie") =>
  `pg_stat_statements_${metric}_total{${exporter},user="${user}",datname="autodealgenie",queryid="${queryid}"}`;

// Samples are a minute apart, so `0+60x20` is one per second for 20 minutes.
const connectionPoolHigh: readonly Scenario[] = [
  {
    title: "fires for all databases together, although the limit has other labels",
    series: {
      [backends("autodealgenie")]: "70x10",
      [backends("postgres")]: "11x10",
      [MAX]: "100x10",
    },
    at: "6m",
    fires: [{}],
    says: {
      summary: "PostgreSQL runs out of connections.",
      description:
        "81% of the connections that PostgreSQL allows are in use; the limit is 80%. At 100% it refuses new connections.",
    },
  },
  {
    title: "compares with the server's max_connections, not with 100",
    series: { [backends("autodealgenie")]: "90x10", [MAX]: "200x10" },
    at: "10m",
    fires: [],
  },
  {
    title: "stays quiet at exactly 80 percent",
    case: "just below the limit",
    series: { [backends("autodealgenie")]: "80x10", [MAX]: "100x10" },
    at: "10m",
    fires: [],
  },
  {
    title: "stays quiet without any connection",
    case: "no traffic",
    series: { [backends("autodealgenie")]: "0x10", [MAX]: "100x10" },
    at: "10m",
    fires: [],
  },
  {
    title: "waits five minutes",
    series: { [backends("autodealgenie")]: "5x3 95x10", [MAX]: "100x13" },
    at: "510s",
    fires: [],
  },
  {
    title: "fires after five minutes",
    series: { [backends("autodealgenie")]: "5x3 95x10", [MAX]: "100x13" },
    at: "9m",
    fires: [{}],
  },
  {
    title: "stays quiet if the server's metrics are missing",
    series: { [backends("autodealgenie")]: "95x2 stale", [MAX]: "100x2 stale" },
    at: "10m",
    fires: [],
  },
  ...[1, 2, 3].flatMap((exporters): readonly Scenario[] =>
    (
      [
        [45, []],
        [95, [{}]],
      ] as const
    ).map(([taken, fires]) => ({
      title: `counts ${taken} connections once if ${exporters} exporters report them`,
      series: Object.fromEntries(
        Array.from({ length: exporters }, (_, index) =>
          [backends("autodealgenie"), MAX].map((series) => [
            series.replace("exporter-a", `exporter-${index}`),
            series === MAX ? "100x20" : `${taken}x20`,
          ]),
        ).flat(),
      ),
      at: "15m",
      fires,
    })),
  ),
  ...comingAndGoing({
    series: backends("autodealgenie"),
    bad: 95,
    good: 60,
    beside: { [MAX]: 100 },
    fires: {},
  }),
];

const poolWaiting: readonly Scenario[] = [
  {
    title: "fires only for the pod whose requests wait",
    series: { [waiting("backend-a")]: "2x15", [waiting("backend-b")]: "0x15" },
    at: "10m",
    fires: [{ pod: "backend-a" }],
    says: {
      summary: "Requests queue for a database connection.",
      description:
        "2 requests wait on average for a connection of the backend's own pool in pod backend-a.",
    },
  },
  {
    title: "fires on a queue that comes and goes between scrapes",
    series: { [waiting("backend-a")]: "0 4 0 4 0 4 0 4 0 4 0 4 0 4 0 4 0 4 0 4" },
    at: "15m",
    fires: [{ pod: "backend-a" }],
  },
  {
    title: "stays quiet while fewer than one request waits on average",
    case: "just below the limit",
    series: { [waiting("backend-a")]: "1 1 1 1 0 1 1 1 1 0 1 1 1 1 0 1 1 1 1 0" },
    at: "18m",
    fires: [],
  },
  {
    title: "stays quiet while no request waits",
    case: "no traffic",
    series: { [waiting("backend-a")]: "0x15" },
    at: "15m",
    fires: [],
  },
  {
    title: "does not count active connections as waiting requests",
    series: {
      'autodealgenie_db_pool_connections{job="backend",pod="backend-a",state="active"}': "10x15",
      [waiting("backend-a")]: "0x15",
    },
    at: "15m",
    fires: [],
  },
  {
    title: "stays quiet after one short queue",
    series: { [waiting("backend-a")]: "0x4 9 0x15" },
    at: "10m",
    fires: [],
  },
];

const slowQueries: readonly Scenario[] = [
  {
    title: "fires on the slowest statement",
    series: {
      [statement("seconds", "1")]: "0+108x30",
      [statement("calls", "1")]: "0+30x30",
      [statement("seconds", "2")]: "0+12x30",
      [statement("calls", "2")]: "0+30x30",
    },
    at: "25m",
    fires: [{}],
    says: {
      summary: "PostgreSQL answers slowly.",
      description:
        "A statement that is run again and again takes 3.6s on average; the limit is 1s.",
    },
  },
  {
    title: "stays quiet at exactly one second",
    case: "just below the limit",
    series: { [statement("seconds", "1")]: "0+60x40", [statement("calls", "1")]: "0+60x40" },
    at: "40m",
    fires: [],
  },
  {
    title: "stays quiet while no statement runs, however slow the last ones were",
    case: "no traffic",
    series: { [statement("seconds", "1")]: "9000x40", [statement("calls", "1")]: "3x40" },
    at: "40m",
    fires: [],
  },
  {
    title: "does not treat reset statistics as slow statements",
    case: "restarted counter",
    series: {
      [statement("seconds", "1")]: "90000+6x20 0+6x20",
      [statement("calls", "1")]: "100+60x20 0+60x20",
    },
    at: "35m",
    fires: [],
  },
  {
    title: "considers only the last ten minutes",
    series: {
      [statement("seconds", "1")]: "900000+6x40",
      [statement("calls", "1")]: "1000+60x40",
    },
    at: "40m",
    fires: [],
  },
  {
    title: "stays quiet if a statement takes less than a second on average",
    series: { [statement("seconds", "1")]: "0+50x40", [statement("calls", "1")]: "0+60x40" },
    at: "40m",
    fires: [],
  },
  ...[1, 4, 60].flatMap((slowPerMinute) =>
    [0.002, 0.2].map((quick): Scenario => ({
      title: `fires on 8 s statements at ${slowPerMinute} per minute among many of ${quick} s`,
      series: {
        [statement("seconds", "slow")]: `0+${8 * slowPerMinute}x40`,
        [statement("calls", "slow")]: `0+${slowPerMinute}x40`,
        [statement("seconds", "quick")]: `0+${6000 * quick}x40`,
        [statement("calls", "quick")]: "0+6000x40",
      },
      at: "40m",
      fires: [{}],
    })),
  ),
  ...(["autodealgenie", "backup", "postgres"] as const).map((user): Scenario => ({
    title: `stays quiet during a nightly dump by ${user} with one long statement per table`,
    series: Object.fromEntries([
      ...["deals", "users", "vehicles", "favorites"].flatMap((table, index) => {
        const before = `0x${20 + 10 * index}`;
        return [
          [statement("seconds", table, user), `${before} 600x60`],
          [statement("calls", table, user), `${before} 1x60`],
        ];
      }),
      [statement("seconds", "1"), "0+0.01x120"],
      [statement("calls", "1"), "0+2x120"],
    ]) as Readonly<Record<string, string>>,
    at: "45m",
    fires: [],
  })),
  {
    title: "stays quiet if a report of 90 s runs every two minutes",
    series: {
      [statement("seconds", "report")]: "0+45x60",
      [statement("calls", "report")]: "0+0.5x60",
      [statement("seconds", "1")]: "0+0.01x60",
      [statement("calls", "1")]: "0+2x60",
    },
    at: "50m",
    fires: [],
  },
  {
    title: "fires despite many quick statements by the exporter itself",
    series: {
      [statement("seconds", "1")]: "0+120x40",
      [statement("calls", "1")]: "0+60x40",
      [statement("seconds", "2", "exporter")]: "0+1x40",
      [statement("calls", "2", "exporter")]: "0+6000x40",
    },
    at: "40m",
    fires: [{}],
  },
  {
    title: "does not count another database's statements",
    series: {
      [`pg_stat_statements_seconds_total{${exporter},user="postgres",datname="postgres",queryid="1"}`]:
        "0+120x40",
      [`pg_stat_statements_calls_total{${exporter},user="postgres",datname="postgres",queryid="1"}`]:
        "0+6x40",
    },
    at: "40m",
    fires: [],
  },
  {
    title: "waits ten minutes",
    series: { [statement("seconds", "1")]: "0+120x40", [statement("calls", "1")]: "0+60x40" },
    // The first increase needs two samples, so the alert is pending from 1m on.
    at: "630s",
    fires: [],
  },
];

const NO_COUNTER = "it reads no counter";

export const postgresScenarios = {
  DatabaseDown: {
    scenarios: downTales("pg_up", "postgres-exporter", "PostgreSQL"),
    cannotBe: UP_OR_DOWN,
  },
  DatabaseConnectionPoolHigh: {
    scenarios: connectionPoolHigh,
    cannotBe: { "restarted counter": NO_COUNTER },
  },
  DatabasePoolWaiting: { scenarios: poolWaiting, cannotBe: { "restarted counter": NO_COUNTER } },
  SlowQueries: { scenarios: slowQueries, cannotBe: {} },
} satisfies ScenariosByAlert;
