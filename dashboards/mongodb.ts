import {
  mongodbCacheUsed,
  mongodbConnections,
  mongodbConnectionsOpen,
  mongodbConnectionsUsed,
  mongodbErrorRate,
  mongodbMaxConnections,
  mongodbMembersHealthy,
  mongodbReachedBy,
  mongodbReplicationLag,
  mongodbScraped,
  mongodbServerOperations,
  mongodbTime,
  mongodbTimeByOperation,
  RAISED_MONGODB_CONNECTIONS,
  SLUGGISH_MONGODB,
  WIRED_TIGER_EVICTS,
  WIRED_TIGER_WAITS,
} from "../signals/mongodb";
import { PLACES } from "../signals/places";
import type { DashboardContext } from "./context";
import { dashboard, lines, trace } from "./grafana";
import { lead } from "./leads";

const NONE = "The backend does not answer, or has no MongoDB";
const NOT_EXPORTED = "mongodb-exporter cannot read it, or the stack has none";
const NO_REPLICA_SET = "MongoDB is not a replica set, or is not scraped";
const NOT_ASKED = "No operations on MongoDB";

export const mongodb = ({ policies }: DashboardContext) =>
  dashboard(PLACES.mongodb, {
    title: "MongoDB",
    description:
      "MongoDB, which stores searches, preferences and the language model's answers: as the application sees it, then as its servers do.",
    tags: ["database"],
    refresh: "30s",
    from: "now-3h",
    rows: [
      ["reached", "errors"],
      ["time", "timeByOperation"],
      ["connections", "scraped"],
      ["serverConnections", "openConnections"],
      ["serverOperations", "cache"],
      ["replicationLag", "members"],
    ],
    next: lead("Do users feel it?", PLACES.systemOverview, "errorRate"),
    leads: {
      errors: [lead("Is it reachable?", PLACES.mongodb, "reached")],
      time: [lead("Which operations?", PLACES.mongodb, "timeByOperation")],
      serverConnections: [lead("Are they the backend's?", PLACES.mongodb, "connections")],
      replicationLag: [lead("Is a member away?", PLACES.mongodb, "members")],
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
        title: "Connections of the Backend",
        description: `${mongodbConnections.description} ${mongodbMaxConnections.description}`,
        empty: NONE,
        traces: [
          trace(mongodbConnections, ({ state }) => state),
          trace(mongodbMaxConnections, () => "limit"),
        ],
      }),
      scraped: lines({
        title: "Reachable by the Exporter",
        description: mongodbScraped.description,
        empty: "mongodb-exporter does not answer, or the stack has none",
        traces: [trace(mongodbScraped, ({ instance }) => instance)],
      }),
      serverConnections: lines({
        title: "Connections in Use by Server",
        description: mongodbConnectionsUsed.description,
        empty: NOT_EXPORTED,
        traces: [trace(mongodbConnectionsUsed, ({ instance }) => instance)],
        levels: {
          raised: RAISED_MONGODB_CONNECTIONS,
          high: policies.MongoDBConnectionsHigh.limit,
        },
      }),
      openConnections: lines({
        title: "Open Connections by Server",
        description: mongodbConnectionsOpen.description,
        empty: NOT_EXPORTED,
        traces: [trace(mongodbConnectionsOpen, ({ instance }) => instance)],
      }),
      serverOperations: lines({
        title: "Operations of All Clients (per second)",
        description: mongodbServerOperations.description,
        empty: NOT_EXPORTED,
        traces: [trace(mongodbServerOperations, ({ legacy_op_type }) => legacy_op_type)],
      }),
      cache: lines({
        title: "WiredTiger Cache",
        description: mongodbCacheUsed.description,
        empty: NOT_EXPORTED,
        traces: [trace(mongodbCacheUsed, ({ instance }) => instance)],
        levels: { raised: WIRED_TIGER_EVICTS, high: WIRED_TIGER_WAITS },
      }),
      replicationLag: lines({
        title: "Replication Lag",
        description: mongodbReplicationLag.description,
        empty: NO_REPLICA_SET,
        traces: [trace(mongodbReplicationLag, ({ member_idx }) => member_idx)],
        levels: { high: policies.MongoDBReplicationLag.limit },
      }),
      members: lines({
        title: "Members Reachable",
        description: mongodbMembersHealthy.description,
        empty: NO_REPLICA_SET,
        traces: [trace(mongodbMembersHealthy, ({ member_idx }) => member_idx)],
      }),
    },
  });
