import { together } from "./background";
import type { Drill } from "./drill";
import { scaled } from "./faults/kubernetes";
import {
  heldConnections,
  lockedTables,
  slowStatements,
  withoutStatements,
} from "./faults/postgres";
import { looking } from "./faults/requests";

export const postgresDrills: readonly Drill[] = [
  {
    alert: "AlertBlind",
    fault: "PostgreSQL is left without pg_stat_statements",
    reads: ["PostgreSQL", "slow statements", "symptoms"],
    disturbs: ["slow statements"],
    cause: withoutStatements,
  },
  {
    alert: "DatabaseDown",
    fault: "PostgreSQL is stopped",
    reads: ["PostgreSQL"],
    disturbs: ["PostgreSQL", "slow statements"],
    // The backend is not ready without it, and for a moment after it is back.
    lingers: ["symptoms", "backend"],
    cause: () => scaled("statefulset/postgres", "autodealgenie", 0),
  },
  {
    alert: "DatabaseConnectionPoolHigh",
    fault: "something opens connections to PostgreSQL until 90 are open",
    reads: ["PostgreSQL", "symptoms"],
    disturbs: ["PostgreSQL"],
    cause: () => heldConnections(90),
  },
  {
    alert: "DatabasePoolWaiting",
    fault: "a migration holds locks while people look at their deals",
    reads: ["PostgreSQL", "symptoms"],
    uses: ["backend", "Redis", "processor"],
    disturbs: [
      "PostgreSQL",
      "failing answers",
      "slow answers",
      "few requests",
      "sign-ups and deals",
      "slow statements",
      "few statements",
      "processor",
    ],
    cause: async () => {
      const people = await looking(60);
      return together(people, lockedTables(["deals"], 5));
    },
  },
  {
    alert: "SlowQueries",
    fault: "twenty sessions run queries that take five seconds",
    reads: ["slow statements", "symptoms"],
    uses: ["PostgreSQL", "few statements"],
    disturbs: ["slow statements"],
    cause: () => slowStatements(20, 5),
  },
];
