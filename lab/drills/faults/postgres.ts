import {
  APP_ROLE,
  DATABASE,
  POSTGRES_BIN,
  SOCKET_FOLDER,
} from "../../../infra/config-files/postgres";
import { kubectl } from "../../cluster/kubectl";
import { repeatedly, together } from "../background";
import type { Undo } from "../drill";

const POD = ["exec", "postgres-0", "--namespace=autodealgenie", "--"];

/** Runs SQL in the server's own pod, through its socket, as its superuser unless told otherwise. */
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
  return (await kubectl([...POD, ...psql])).trim();
}

/** Takes tables away from the application, as a migration that went wrong does. */
export async function renamed(...tables: readonly string[]): Promise<Undo> {
  const rename = (from: string, to: string) => `ALTER TABLE IF EXISTS ${from} RENAME TO ${to};`;
  await sql(tables.map((table) => rename(table, `${table}_gone`)).join(" "));
  return async () => {
    await sql(tables.map((table) => rename(`${table}_gone`, table)).join(" "));
  };
}

/** Opens connections to the server that do nothing, until there are so many with those of others. */
export async function heldConnections(all: number): Promise<Undo> {
  const open = await sql(
    "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'",
  );
  const count = Math.max(0, all - Number(open));
  const name = `drill-connections`;
  const hold = `PGAPPNAME=${name} ${POSTGRES_BIN}/psql --no-psqlrc --host=${SOCKET_FOLDER} --username=${APP_ROLE} --dbname=${DATABASE} --command='SELECT pg_sleep(3600)' >/dev/null 2>&1 &`;
  await kubectl([
    ...POD,
    "/bin/sh",
    "-c",
    `i=0; while [ $i -lt ${String(count)} ]; do ${hold} i=$((i+1)); done`,
  ]);
  return async () => {
    await ended(name);
  };
}

/** Keeps every table locked for some seconds, lets go for a moment, and begins again. */
export function lockedTables(tables: readonly string[], seconds: number): Undo {
  const lock = `BEGIN; LOCK TABLE ${tables.join(", ")} IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(${String(seconds)}); COMMIT`;
  return repeatedly(10, () => sql(lock));
}

/** So many sessions that ask for something that takes so long, one after the other. */
export function slowStatements(sessions: number, seconds: number): Undo {
  const slow = () => repeatedly(10, () => sql(`SELECT pg_sleep(${String(seconds)})`, APP_ROLE));
  return together(...Array.from({ length: sessions }, slow));
}

async function ended(application: string): Promise<void> {
  await sql(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '${application}'`,
  );
}
