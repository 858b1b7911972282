import {
  mongodbConnectionsUsed,
  mongodbReached,
  mongodbReplicationLag,
  mongodbTime,
} from "../signals/mongodb";
import { panel, PLACES } from "../signals/places";
import { count, percent, seconds } from "../signals/promql/units";
import { alert, onlyWhere, type RuleContext } from "./alert";
import { percentText } from "./text";

const there = ({ parts = [] }: RuleContext) => parts.includes("mongodb");
const exported = ({ jobs }: RuleContext) => jobs.includes("mongodb-exporter");

export const mongodbAlerts = [
  onlyWhere(
    there,
    alert("MongoDBDown", {
      // People can do without what MongoDB stores. Without a backend, nothing reports that MongoDB is away.
      policy: { for: "5m", severity: "warning" },
      rule: ({ for: wait }) => ({
        when: mongodbReached.below(count(1)).mostOf(wait),
        component: "database",
        summary: () => "MongoDB is down.",
        description: () =>
          "No pod of the backend can reach MongoDB: searches and answers are not stored, and preferences cannot be read.",
        view: panel(PLACES.mongodb, "reached"),
      }),
    }),
  ),
  onlyWhere(
    exported,
    alert("MongoDBConnectionsHigh", {
      policy: { limit: percent(80), for: "5m", severity: "warning" },
      rule: ({ limit, for: wait }) => ({
        when: mongodbConnectionsUsed.above(limit).mostOf(wait),
        component: "database",
        summary: ({ instance }) => `MongoDB ${instance} is running out of connections.`,
        description: (_, value) =>
          `${value} of the connections that it accepts are open; the limit is ${percentText(limit)}. At 100% it refuses further ones.`,
        view: panel(PLACES.mongodb, "serverConnections"),
      }),
    }),
  ),
  onlyWhere(
    exported,
    alert("MongoDBReplicationLag", {
      policy: { limit: seconds(60), for: "5m", severity: "warning" },
      rule: ({ limit, for: wait }) => ({
        when: mongodbReplicationLag.above(limit).mostOf(wait),
        component: "database",
        summary: ({ member_idx }) => `MongoDB's secondary ${member_idx} is falling behind.`,
        description: (_, value) =>
          `It is ${value} behind the primary; the limit is ${limit.value}s. If the primary fails, writes that were not acknowledged by a majority are lost.`,
        view: panel(PLACES.mongodb, "replicationLag"),
      }),
    }),
  ),
  onlyWhere(
    there,
    alert("MongoDBSlowOperations", {
      policy: { limit: seconds(1), window: "10m", for: "10m", severity: "warning" },
      rule: ({ limit, window }) => ({
        when: mongodbTime(0.95).above(limit, window),
        component: "database",
        summary: () => "MongoDB answers slowly.",
        description: (_, value) =>
          `One in twenty operations on MongoDB takes longer than ${value}; the limit is ${limit.value}s.`,
        view: panel(PLACES.mongodb, "time"),
      }),
    }),
  ),
];
