import { DB_OPERATIONS, DB_TABLES, type DbOperation, type DbTable } from "../metrics/labels";

export interface Statement {
  readonly operation: DbOperation;
  readonly table: DbTable;
}

const described = new Map<string, Statement>();

/** The operation of a statement and the first table that it names. Our SQL has no WITH and no comments before that. */
export function describeStatement(sql: string): Statement {
  // The texts are constants of this program, so the map stays small.
  let statement = described.get(sql);
  if (statement === undefined) {
    statement = parse(sql);
    described.set(sql, statement);
  }
  return statement;
}

function parse(sql: string): Statement {
  const verb = /^\s*([a-z]+)/i.exec(sql)?.[1]?.toLowerCase();
  const operation = DB_OPERATIONS.find((known) => known === verb) ?? "other";
  const name =
    operation === "other"
      ? undefined
      : /\b(?:from|into|update)\s+([a-z_]+)/i.exec(sql)?.[1]?.toLowerCase();
  return { operation, table: DB_TABLES.find((known) => known === name) ?? "none" };
}
