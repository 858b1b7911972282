import {
  mongodbConnections,
  mongodbErrorRate,
  mongodbMaxConnections,
  mongodbReachedBy,
  mongodbTime,
  mongodbTimeByOperation,
  SLUGGISH_MONGODB,
} from "../signals/mongodb";
import { PLACES } from "../signals/places";
import type { DashboardContext } from "./context";
import { dashboard, lines, trace } from "./grafana";
import { lead } from "./leads";

const NONE = "The backend does not answer, or has no MongoDB";
const NOT_ASKED = "No operations on MongoDB";

export const mongodb = ({ policies }: DashboardContext) =>
  dashboard(PLACES.mongodb, {
    title: "MongoDB",
    description:
      "MongoDB, which stores searches, preferences and the language model's answers, as seen by the application.",
    tags: ["database"],
    refresh: "30s",
    from: "now-3h",
    rows: [["reached", "errors"], ["time", "timeByOperation"], ["connections"]],
    next: lead("Do users feel it?", PLACES.systemOverview, "errorRate"),
    leads: {
      errors: [lead("Is it reachable?", PLACES.mongodb, "reached")],
      time: [lead("Which operations?", PLACES.mongodb, "timeByOperation")],
    },
    panels: {
      reached: lines({
        title: "Reachable by Pod",
        description: mongodbReachedBy.description,
        empty: NONE,
        traces: [trace(mongodbReachedBy, ({ pod }) => pod)],
      }),
      errors: lines({
        title: "Failed Operations (per second)",
        description: mongodbErrorRate.description,
        empty: NONE,
        traces: [
          trace(mongodbErrorRate, ({ collection, operation }) => `${operation} ${collection}`),
        ],
      }),
      time: lines({
        title: "Operation Latency Percentiles",
        description: "Percentiles of the duration of operations on MongoDB.",
        empty: NOT_ASKED,
        traces: [
          trace(mongodbTime(0.5), () => "p50"),
          trace(mongodbTime(0.95), () => "p95"),
          trace(mongodbTime(0.99), () => "p99"),
        ],
        levels: { raised: SLUGGISH_MONGODB, high: policies.MongoDBSlowOperations.limit },
      }),
      timeByOperation: lines({
        title: "Operation Latency by Kind (p95)",
        description: mongodbTimeByOperation.description,
        empty: NOT_ASKED,
        traces: [
          trace(
            mongodbTimeByOperation,
            ({ collection, operation }) => `${operation} ${collection}`,
          ),
        ],
      }),
      connections: lines({
        title: "Connections",
        description: `${mongodbConnections.description} ${mongodbMaxConnections.description}`,
        empty: NONE,
        traces: [
          trace(mongodbConnections, ({ state }) => state),
          trace(mongodbMaxConnections, () => "limit"),
        ],
      }),
    },
  });
