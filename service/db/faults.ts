import { DatabaseError } from "pg";

// SQLSTATE classes (PostgreSQL's appendix A): connection, insufficient resources, operator intervention (shutdown,
// starting up, statement timeout), no such role or wrong password, no such database.
const AWAY_CLASSES = ["08", "53", "57", "28", "3D"];

// pg's own errors have no code.
const AWAY_MESSAGES = /connection|connect|timeout|not queryable|pool after calling end/i;

/** Whether the error means that PostgreSQL cannot answer now, rather than that the statement was wrong. */
export function meansUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  if (error instanceof DatabaseError) return AWAY_CLASSES.includes(code.slice(0, 2));
  return /^E[A-Z_]+$/.test(code) || AWAY_MESSAGES.test(error.message);
}
