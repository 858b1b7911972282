import { downTales, UP_OR_DOWN } from "./downTales";
import type { Stories } from "./stories";

export const databaseStories = {
  DatabaseDown: {
    tales: downTales("pg_up", "postgres-exporter", "PostgreSQL"),
    cannotBe: UP_OR_DOWN,
  },
} satisfies Stories;
