import { nameFaults, userNames } from "./nameFaults";
import { DATABASE, POSTGRES_USERS } from "./postgresRoles";
import type { StackConfig } from "./schema";
import type { Fault } from "./wording";

/** Names in an external PostgreSQL, where there is none, or that leave an alert without its series. */
export function* postgresFaults({ postgres }: StackConfig): Iterable<Fault> {
  const { host, database, users } = postgres;
  if (host === undefined) {
    yield* nameFaults(
      "postgres",
      { database, ...userNames(users) },
      { database: DATABASE, ...userNames(POSTGRES_USERS) },
      (name) =>
        `without postgres.host, got ${name}: the PostgreSQL that the stack deploys has its own database and users`,
    );
    return;
  }
  if (users.backend === users.exporter) {
    yield {
      path: "postgres.users.exporter",
      message: `must differ from postgres.users.backend, got ${users.exporter} for both: the alert SlowQueries leaves out the exporter's statements`,
    };
  }
}
