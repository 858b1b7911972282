import { comingAndGoing } from "./comingAndGoing";
import { UP_OR_DOWN } from "./downScenarios";
import type { Scenario, ScenariosByAlert } from "./scenario";

const backend = (metric: string, pod = "backend-a") =>
  `autodealgenie_mongodb_${metric}{job="backend",namespace="autodealgenie",pod="${pod}"}`;
const UP = backend("up");
const OTHER = backend("up", "backend-b");

const down: readonly Scenario[] = [
  {
    title: "fires if no pod reaches MongoDB for five minutes",
    series: { [UP]: "1x5 0x15", [OTHER]: "1x5 0x15" },
    at: "14m",
    fires: [{}],
    says: {
      summary: "MongoDB is down.",
      description:
        "No pod of the backend can reach MongoDB: searches and answers are not stored, and preferences cannot be read.",
    },
  },
  {
    title: "stays quiet while one of two pods reaches MongoDB",
    series: { [UP]: "0x15", [OTHER]: "1x15" },
    at: "10m",
    fires: [],
  },
  {
    title: "stays quiet if the backend's metric is missing, which another alert covers",
    series: { [UP]: "1x5 _x10" },
    at: "10m",
    fires: [],
  },
  {
    title: "does not restart its wait when the pod is replaced",
    series: { [UP]: "0x3 stale", [OTHER]: "_x3 0x10" },
    at: "6m",
    fires: [{}],
  },
  ...comingAndGoing({ series: UP, bad: 0, good: 1, fires: {} }),
];

/** A histogram with these numbers per minute within each bound. */
const took = (within: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(within).map(([le, values]) => [
      `autodealgenie_mongodb_operation_duration_seconds_bucket{job="backend",pod="backend-a",collection="searches",operation="find",le="${le}"}`,
      values,
    ]),
  );

const slow: readonly Scenario[] = [
  {
    title: "fires if a tenth of the operations takes about two seconds",
    series: took({ "0.1": "0+54x40", "1": "0+54x40", "2.5": "0+60x40", "+Inf": "0+60x40" }),
    at: "30m",
    fires: [{}],
    says: {
      summary: "MongoDB answers slowly.",
      description: "One in twenty operations on MongoDB takes longer than 1.75s; the limit is 1s.",
    },
  },
  {
    title: "stays quiet if 95 of 100 operations take up to a second",
    case: "just below the limit",
    series: took({ "0.5": "0+0x40", "1": "0+57x40", "2.5": "0+60x40", "+Inf": "0+60x40" }),
    at: "30m",
    fires: [],
  },
  {
    title: "stays quiet without operations, when there is no quantile",
    case: "no traffic",
    series: took({ "1": "7x40", "2.5": "9x40", "+Inf": "9x40" }),
    at: "30m",
    fires: [],
  },
  {
    title: "does not treat a counter reset as slow operations",
    case: "restarted counter",
    series: took({
      "1": "600+60x15 0+60x25",
      "2.5": "900+60x15 0+60x25",
      "+Inf": "900+60x15 0+60x25",
    }),
    at: "30m",
    fires: [],
  },
];

const connections = (kind: string, instance = "mongo-a:27017") =>
  `mongodb_ss_connections{job="mongodb-exporter",instance="${instance}",pod="mongodb-exporter-a",conn_type="${kind}"}`;

const crowded: readonly Scenario[] = [
  {
    title: "fires only for the server with nine tenths of its connections in use",
    series: {
      [connections("current")]: "10x5 900x15",
      [connections("available")]: "990x5 100x15",
      [connections("current", "mongo-b:27017")]: "10x20",
      [connections("available", "mongo-b:27017")]: "990x20",
    },
    at: "15m",
    fires: [{ instance: "mongo-a:27017" }],
    says: {
      summary: "MongoDB mongo-a:27017 is running out of connections.",
      description:
        "90% of the connections that it accepts are open; the limit is 80%. At 100% it refuses further ones.",
    },
  },
  {
    title: "stays quiet while exactly four fifths of the connections are in use",
    case: "just below the limit",
    series: { [connections("current")]: "800x20", [connections("available")]: "200x20" },
    at: "15m",
    fires: [],
  },
  {
    title: "stays quiet while MongoDB is down and has no metrics, which another alert covers",
    series: { [connections("current")]: "10x5 _x15", [connections("available")]: "990x5 _x15" },
    at: "15m",
    fires: [],
  },
  ...comingAndGoing({
    series: connections("current"),
    beside: { [connections("available")]: 100 },
    bad: 900,
    good: 10,
    fires: { instance: "mongo-a:27017" },
  }),
];

const applied = (member: string, state: string, seenBy = "mongo-a:27017") =>
  `mongodb_rs_members_optimeDate{job="mongodb-exporter",instance="${seenBy}",member_idx="${member}:27017",member_state="${state}"}`;
/** One minute, in the metric's milliseconds. */
const MINUTE = 60_000;

const behind: readonly Scenario[] = [
  {
    title: "fires only for the secondary that has stopped applying operations",
    series: {
      [applied("mongo-a", "PRIMARY")]: `0+${MINUTE}x20`,
      [applied("mongo-b", "SECONDARY")]: `0+${MINUTE}x20`,
      [applied("mongo-c", "SECONDARY")]: `0+${MINUTE}x5 300000x15`,
    },
    at: "15m",
    fires: [{ member_idx: "mongo-c:27017" }],
    says: {
      summary: "MongoDB's secondary mongo-c:27017 is falling behind.",
      description:
        "It is 7m 15s behind the primary; the limit is 60s. If the primary fails, writes that were not acknowledged by a majority are lost.",
    },
  },
  {
    title: "prefers a secondary's own report to another member's older one",
    series: {
      [applied("mongo-a", "PRIMARY")]: `0+${MINUTE}x20`,
      [applied("mongo-b", "SECONDARY")]: "0x20",
      [applied("mongo-b", "SECONDARY", "mongo-b:27017")]: `0+${MINUTE}x20`,
    },
    at: "15m",
    fires: [],
  },
  {
    title: "stays quiet while a secondary is a minute behind",
    case: "just below the limit",
    series: {
      [applied("mongo-a", "PRIMARY")]: `${MINUTE}+${MINUTE}x20`,
      [applied("mongo-b", "SECONDARY")]: `0+${MINUTE}x20`,
    },
    at: "15m",
    fires: [],
  },
  {
    title: "stays quiet without a primary, while the members elect one",
    series: { [applied("mongo-b", "SECONDARY")]: "0x20" },
    at: "15m",
    fires: [],
  },
  {
    title: "stays quiet for a member that is down, whose last operation is dated 1970",
    series: {
      [applied("mongo-a", "PRIMARY")]: `0+${MINUTE}x20`,
      [applied("mongo-b", "(not reachable/healthy)")]: "0x20",
    },
    at: "15m",
    fires: [],
  },
];

const A_LEVEL = {
  "no traffic": "it measures a level, whoever uses the service",
  "restarted counter": "it reads gauges",
} as const;

export const mongodbScenarios = {
  MongoDBDown: { scenarios: down, cannotBe: UP_OR_DOWN },
  MongoDBConnectionsHigh: { scenarios: crowded, cannotBe: A_LEVEL },
  MongoDBReplicationLag: { scenarios: behind, cannotBe: A_LEVEL },
  MongoDBSlowOperations: { scenarios: slow, cannotBe: {} },
} satisfies ScenariosByAlert;
