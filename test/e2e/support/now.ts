import { KEY_PREFIX } from "../../../service/defaults";
import { sql } from "../../../lab/drills/faults/postgres";
import { redis } from "../../../lab/drills/faults/redis";
import { DEAL_STATUSES } from "../../../service/metrics/labels";
import type { Counts } from "./counters";

// The same as in the gauge's description.
const ACTIVE_MS = 15 * 60 * 1000;

/** The values of the gauges of the current state, counted in PostgreSQL and Redis, by series. */
export async function countedByStores(): Promise<Counts> {
  const [deals, negotiations, users] = await Promise.all([
    dealsByStatus(),
    sql("SELECT count(*) FROM negotiation_sessions WHERE status = 'active'"),
    redis(`ZCOUNT ${KEY_PREFIX}active-users ${String(Date.now() - ACTIVE_MS)} +inf`),
  ]);
  return {
    ...deals,
    autodealgenie_active_negotiation_sessions: Number(negotiations),
    autodealgenie_active_users: Number(users),
  };
}

async function dealsByStatus(): Promise<Counts> {
  const text = await sql("SELECT status || ' ' || count(*) FROM deals GROUP BY status");
  const counts = new Map(text.split("\n").map((line) => line.split(" ") as [string, string]));
  return Object.fromEntries(
    DEAL_STATUSES.map((status) => [
      `autodealgenie_deals{status="${status}"}`,
      Number(counts.get(status) ?? 0),
    ]),
  );
}

/** The number of negotiations that have ever ended. */
export async function endedNegotiations(): Promise<number> {
  return Number(await sql("SELECT count(*) FROM negotiation_sessions WHERE status <> 'active'"));
}
