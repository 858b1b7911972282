import { comingAndGoing } from "./comingAndGoing";
import { UP_OR_DOWN } from "./downScenarios";
import type { Scenario, ScenariosByAlert } from "./scenario";

const backend = (metric: string, pod = "backend-a") =>
  `autodealgenie_mongodb_${metric}{job="backend",namespace="autodealgenie",pod="${pod}"}`;
const UP = backend("up");
const OTHER = backend("up", "backend-b");

const down: readonly Scenario[] = [
  {
    title: "fires once no pod gets through for five minutes",
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
    title: "stays quiet while one pod of two does",
    series: { [UP]: "0x15", [OTHER]: "1x15" },
    at: "10m",
    fires: [],
  },
  {
    title: "stays quiet where the backend says nothing of it, which is another alert's",
    series: { [UP]: "1x5 _x10" },
    at: "10m",
    fires: [],
  },
  {
    title: "does not begin anew when the pod is replaced",
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
    title: "fires where a tenth takes about two seconds",
    series: took({ "0.1": "0+54x40", "1": "0+54x40", "2.5": "0+60x40", "+Inf": "0+60x40" }),
    at: "30m",
    fires: [{}],
    says: {
      summary: "MongoDB answers slowly.",
      description: "One in twenty operations on MongoDB takes longer than 1.75s; the limit is 1s.",
    },
  },
  {
    title: "stays quiet where 95 of 100 take up to a second",
    case: "just below the limit",
    series: took({ "0.5": "0+0x40", "1": "0+57x40", "2.5": "0+60x40", "+Inf": "0+60x40" }),
    at: "30m",
    fires: [],
  },
  {
    title: "stays quiet while nobody asks it, where there is no share",
    case: "no traffic",
    series: took({ "1": "7x40", "2.5": "9x40", "+Inf": "9x40" }),
    at: "30m",
    fires: [],
  },
  {
    title: "takes a restarted process's histogram, back at 0, for no slow operations",
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

export const mongodbScenarios = {
  MongoDBDown: { scenarios: down, cannotBe: UP_OR_DOWN },
  MongoDBSlowOperations: { scenarios: slow, cannotBe: {} },
} satisfies ScenariosByAlert;
