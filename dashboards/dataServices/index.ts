import { PLACES } from "../../signals/places";
import type { DashboardContext } from "../context";
import { lead } from "../leads";
import { dashboard } from "../grafana";
import { applicationPanels } from "./application";
import { postgresPanels } from "./postgres";
import { redisPanels } from "./redis";

export const dataServices = (context: DashboardContext) =>
  dashboard(PLACES.dataServices, {
    title: "Data Services",
    description: "PostgreSQL and Redis, as seen by the application and from the inside.",
    tags: ["database", "cache"],
    refresh: "30s",
    from: "now-3h",
    rows: [
      {
        title: "PostgreSQL: as seen by the application",
        rows: [
          ["queryRate", "queryErrors", "queryTime"],
          ["queryTimeByTable", "pool", "poolWaiting"],
        ],
      },
      {
        title: "PostgreSQL: what slows it down",
        rows: [
          ["meanStatementTime", "slowStatements", "statementRate"],
          ["connectionsByState", "oldestTransaction", "deadlocks"],
        ],
      },
      {
        title: "Redis: as seen by the application",
        rows: [["cacheLookups", "cacheHits", "cacheTime"]],
      },
      {
        title: "Redis: what it does",
        rows: [
          ["commands", "commandTime", "redisTraffic"],
          ["keys", "removedKeys"],
          ["blockedClients", "refusedClients", "fragmentation", "uptime"],
        ],
      },
      {
        title: "PostgreSQL: for experts",
        collapsed: true,
        rows: [
          ["locks", "blockHits"],
          ["temporaryFiles", "databaseSize"],
        ],
      },
    ],
    next: lead("Do users feel it?", PLACES.systemOverview, "latency"),
    leads: {
      poolWaiting: [lead("What do the connections do?", PLACES.dataServices, "connectionsByState")],
      pool: [lead("Do requests wait for one?", PLACES.dataServices, "poolWaiting")],
      queryTime: [lead("Which table?", PLACES.dataServices, "queryTimeByTable")],
      queryTimeByTable: [lead("Which statement?", PLACES.dataServices, "slowStatements")],
      queryErrors: [lead("Is the database up?", PLACES.databasePerformance, "connections")],
      meanStatementTime: [lead("Which statement?", PLACES.dataServices, "slowStatements")],
      slowStatements: [lead("Does it wait for a lock?", PLACES.dataServices, "locks")],
      connectionsByState: [
        lead("Is a transaction forgotten?", PLACES.dataServices, "oldestTransaction"),
      ],
      oldestTransaction: [lead("Which locks are held?", PLACES.dataServices, "locks")],
      blockHits: [lead("Are tables read as a whole?", PLACES.databasePerformance, "rows")],
      databaseSize: [lead("Is there free space?", PLACES.infrastructure, "volumeFree")],
      cacheHits: [lead("Are keys evicted?", PLACES.dataServices, "removedKeys")],
      removedKeys: [lead("Is the memory used up?", PLACES.databasePerformance, "redisMemory")],
      commandTime: [lead("Which commands are frequent?", PLACES.dataServices, "commands")],
      redisTraffic: [lead("Which commands are frequent?", PLACES.dataServices, "commands")],
      fragmentation: [lead("How much memory is used?", PLACES.databasePerformance, "redisMemory")],
      uptime: [lead("Why did a container terminate?", PLACES.infrastructure, "lastEnd")],
    },
    panels: { ...applicationPanels(context), ...postgresPanels(context), ...redisPanels() },
  });
