import { DatabaseError } from "pg";

// SQLSTATE classes (PostgreSQL's appendix A): connection, no resources, operator's intervention
// (shut down, starting up, statement timeout), no such role or password, no such database.
const AWAY_CLASSES = ["08", "53", "57", "28", "3D"];

// pg's own errors carry no code.
const AWAY_MESSAGES = /connection|connect|timeout|not queryable|pool after calling end/i;

/** Whether the error says that PostgreSQL cannot answer now, rather than that it was asked wrongly. */
export function meansUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  if (error instanceof DatabaseError) return AWAY_CLASSES.includes(code.slice(0, 2));
  return /^E[A-Z_]+$/.test(code) || AWAY_MESSAGES.test(error.message);
}
