import { PLACES } from "../../signals/places";
import type { DashboardContext } from "../context";
import { dashboard } from "../grafana";
import { applicationPanels } from "./application";
import { postgresPanels } from "./postgres";
import { redisPanels } from "./redis";

export const dataServices = (context: DashboardContext) =>
  dashboard(PLACES.dataServices, {
    title: "Data Services",
    description: "PostgreSQL and Redis from both sides: as the application meets them, and inside.",
    tags: ["database", "cache"],
    refresh: "30s",
    from: "now-3h",
    rows: [
      ["pool", "poolWaiting", "queryErrors"],
      ["queryTime", "queryTimeByTable", "queryRate"],
      ["meanStatementTime", "slowStatements", "statementRate"],
      ["connectionsByState", "oldestTransaction", "locks", "deadlocks"],
      ["blockHits", "temporaryFiles", "databaseSize"],
      ["cacheLookups", "cacheHits", "cacheTime"],
      ["commands", "commandTime"],
      ["keys", "removedKeys", "fragmentation"],
      ["blockedClients", "refusedClients", "uptime"],
    ],
    panels: { ...applicationPanels(context), ...postgresPanels(context), ...redisPanels() },
  });
