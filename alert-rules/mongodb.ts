import { mongodbReached, mongodbTime } from "../signals/mongodb";
import { panel, PLACES } from "../signals/places";
import { count, seconds } from "../signals/promql/units";
import { alert, onlyWhere, type RuleContext } from "./alert";

const there = ({ parts = [] }: RuleContext) => parts.includes("mongodb");

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
