import { KEY_PREFIX } from "../../../service/defaults";
import { sql } from "../../../lab/drills/faults/postgres";
import { redis } from "../../../lab/drills/faults/redis";
import { DEAL_STATUSES } from "../../../service/metrics/labels";
import type { Counts } from "./counters";

// As the gauge's own words have it.
const ACTIVE_MS = 15 * 60 * 1000;

/** What the gauges of "now" are about, as PostgreSQL and Redis themselves have it, by series. */
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

/** Negotiations that came to an end, ever. */
export async function endedNegotiations(): Promise<number> {
  return Number(await sql("SELECT count(*) FROM negotiation_sessions WHERE status <> 'active'"));
}
