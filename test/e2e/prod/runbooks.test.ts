import { kubectl } from "../../../lab/cluster/kubectl";
import { DATABASES_NAMESPACE } from "../../../lab/databases/addresses";
import { POSTGRES_BIN, SOCKET_FOLDER } from "../../../infra/rendered-config/postgres";
import { DATABASE } from "../../../infra/settings/postgresRoles";
import { secretFile } from "../../../infra/objects/names";
import { pageNames, pageText } from "../../support/runbooks/page";
import { failuresOf, LiveRunbooks, type Elsewhere } from "../../support/runbooks/live";
import { settled } from "../support/settled";

/** Who is called, with an account of their own in the servers that others run. */
const ON_CALL = "on_call";
const POSTGRES_URL = `postgresql://${ON_CALL}@/${DATABASE}?host=${SOCKET_FOLDER}`;
const REDIS_URL = `redis://exporter:$(cat ${secretFile("probe-password")})@127.0.0.1:6379`;

/** Where such a person's clients are: beside the servers, in the namespace that is none of the stack's. */
const elsewhere: Elsewhere = {
  wrap: (line) => {
    const pod = line.startsWith("psql ") ? "postgres-0" : "redis-0";
    if (!/^(psql|redis-cli) /.test(line)) return undefined;
    return [
      ...["exec", pod, `--namespace=${DATABASES_NAMESPACE}`, "--", "/bin/sh", "-c"],
      // The line is a script of its own, to which it is given what was exported before.
      `export POSTGRES_URL="${POSTGRES_URL}" REDIS_URL="${REDIS_URL}"; eval "$0"`,
      line,
    ];
  },
};

const psql = (sql: string) =>
  kubectl([
    ...["exec", "postgres-0", `--namespace=${DATABASES_NAMESPACE}`, "--"],
    ...[`${POSTGRES_BIN}/psql`, "--no-psqlrc", `--host=${SOCKET_FOLDER}`],
    ...["--username=postgres", `--dbname=${DATABASE}`, `--command=${sql}`],
  ]);

let runbooks: LiveRunbooks;
let read: readonly string[];

beforeAll(async () => {
  await settled();
  const rights = /in PostgreSQL with (.*)[,.]\s/.exec(pageText("README"))![1]!;
  const roles = [...rights.matchAll(/`(pg_\w+)`/g)].map(([, role]) => role!);
  await psql(`CREATE ROLE ${ON_CALL} LOGIN IN ROLE ${roles.join(", ")}`);
  await psql(`GRANT CONNECT ON DATABASE ${DATABASE} TO ${ON_CALL}`);
  runbooks = new LiveRunbooks(elsewhere);
  read = await runbooks.pages();
});

afterAll(async () => {
  await runbooks.end();
  await psql(`REVOKE CONNECT ON DATABASE ${DATABASE} FROM ${ON_CALL}`);
  await psql(`DROP ROLE ${ON_CALL}`);
});

describe("in a stack with TLS, whose servers others run,", () => {
  it.each(pageNames)("every command of %s.md does what it is there for", async (page) => {
    if (!read.includes(page)) return;
    expect(await failuresOf(runbooks, page)).toEqual([]);
  });

  it("there is a page to be read for each alert that is loaded, and commands on it", async () => {
    expect(read.length).toBeGreaterThan(35);
    const own = (await runbooks.commands("DatabaseDown")).map(({ text }) => text);
    expect(own.join("\n")).toContain("$POSTGRES_URL");
    expect(own.join("\n")).not.toContain("postgres-0");
  });
});
