import { POSTGRES_BIN, SOCKET_FOLDER } from "../../../infra/rendered-config/postgres";
import { APP_ROLE, DATABASE } from "../../../infra/settings/postgresRoles";
import { eventually } from "../../../tools/polling";
import { kubectl } from "../../cluster/kubectl";
import { repeatedly } from "../background";
import type { Undo } from "../drill";

/** Runs one of PostgreSQL's programs in the server's pod, through its socket. */
async function inPod(program: readonly string[], input = ""): Promise<string> {
  const pod = ["exec", "--stdin", "postgres-0", "--namespace=autodealgenie", "--"];
  return kubectl([...pod, ...program], input);
}

/** Runs SQL in the server's pod, through its socket, by default as the superuser. */
export async function sql(text: string, role = "postgres"): Promise<string> {
  const psql = [
    `${POSTGRES_BIN}/psql`,
    "--no-psqlrc",
    "--quiet",
    "--tuples-only",
    "--no-align",
    "--set=ON_ERROR_STOP=1",
    `--host=${SOCKET_FOLDER}`,
    `--username=${role}`,
    `--dbname=${DATABASE}`,
    `--command=${text}`,
  ];
  return (await inPod(psql)).trim();
}

/** Removes PostgreSQL's statistics of statements: its exporter answers as before, but without them. */
export async function withoutStatements(): Promise<Undo> {
  await sql("DROP EXTENSION IF EXISTS pg_stat_statements;");
  return async () => {
    await sql("CREATE EXTENSION IF NOT EXISTS pg_stat_statements;");
  };
}

/** Makes tables unavailable to the application, like a migration that went wrong. */
export async function renamed(...tables: readonly string[]): Promise<Undo> {
  const rename = (from: string, to: string) => `ALTER TABLE IF EXISTS ${from} RENAME TO ${to};`;
  await sql(tables.map((table) => rename(table, `${table}_gone`)).join(" "));
  return async () => {
    await sql(tables.map((table) => rename(`${table}_gone`, table)).join(" "));
  };
}

/** Opens idle connections to the server until there are this many, including those of others. */
export async function heldConnections(all: number): Promise<Undo> {
  const count = Math.max(1, all - (await connections("true")));
  return asking("drill-connections", count, "SELECT pg_sleep(3600)");
}

/** Opens a number of sessions, each of which repeats a statement that takes some seconds. */
export function slowStatements(sessions: number, seconds: number): Promise<Undo> {
  return asking("drill-statements", sessions, `SELECT pg_sleep(${String(seconds)})`);
}

/**
 * Opens so many sessions of the application's role that repeat one statement. Resolves once all of them are connected.
 *
 * One program holds all sessions, in the foreground of its exec: a process left behind in the container would become a
 * child of PostgreSQL's first process, which takes a child that exits with an error for a crash of the server. A
 * program for each statement would cost the machine more time than the statement.
 */
async function asking(name: string, sessions: number, statement: string): Promise<Undo> {
  const own = `application_name = '${name}'`;
  const pgbench = [
    "env",
    `PGAPPNAME=${name}`,
    `${POSTGRES_BIN}/pgbench`,
    "--no-vacuum",
    "--file=-",
    `--client=${String(sessions)}`,
    "--time=3600",
    `--host=${SOCKET_FOLDER}`,
    `--username=${APP_ROLE}`,
    DATABASE,
  ];
  let ended = "";
  const holder = inPod(pgbench, `${statement}\n`).catch((error: unknown) => {
    ended = String(error);
  });
  const undo = async () => {
    await sql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${own}`);
    await holder;
  };
  try {
    await eventually(`${String(sessions)} sessions are there`, 30, async () => {
      const there = await connections(own);
      if (there < sessions) throw new Error(`${String(there)} are. ${ended}`);
    });
  } catch (error) {
    await undo();
    throw error;
  }
  return undo;
}

async function connections(where: string): Promise<number> {
  const people = "backend_type = 'client backend'";
  return Number(await sql(`SELECT count(*) FROM pg_stat_activity WHERE ${people} AND ${where}`));
}

/** Keeps all tables locked for some seconds, releases them for a moment, and repeats this. */
export function lockedTables(tables: readonly string[], seconds: number): Undo {
  const lock = `BEGIN; LOCK TABLE ${tables.join(", ")} IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(${String(seconds)}); COMMIT`;
  return repeatedly(10, () => sql(lock));
}
