import { downTales } from "./downTales";

export const databaseStories = {
  DatabaseDown: downTales("pg_up", "postgres-exporter", "PostgreSQL"),
};
