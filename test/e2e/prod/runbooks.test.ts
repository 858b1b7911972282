import { buildStack } from "../../../infra/plan";
import { kubectl } from "../../../lab/cluster/kubectl";
import { DATABASES_NAMESPACE } from "../../../lab/databases/addresses";
import { POSTGRES_BIN, SOCKET_FOLDER } from "../../../infra/rendered-config/postgres";
import { DATABASE } from "../../../infra/settings/postgresRoles";
import { secretFile } from "../../../infra/objects/names";
import { onCallRoles, pagesFor } from "../../support/runbooks/page";
import { LiveRunbooks, type Elsewhere } from "../../support/runbooks/live";
import { provesRunbooks } from "../../support/runbooks/proven";
import { settings } from "../../support/stacks";
import { stackSettings } from "../../../lab/deploy/stack";
import { PROD_TIME_SCALE } from "../support/scale";
import { settled } from "../support/settled";

/** The person on call, with an account in the external servers. */
const ON_CALL = "on_call";

/** For each client: the pod in which it runs, and the variables that are exported for it. */
const CLIENTS: readonly (readonly [client: RegExp, pod: string, exported: string])[] = [
  [
    /^psql /,
    "postgres-0",
    `POSTGRES_URL="postgresql://${ON_CALL}@/${DATABASE}?host=${SOCKET_FOLDER}"`,
  ],
  [
    /^redis-cli /,
    "redis-0",
    `REDIS_URL="redis://exporter:$(cat ${secretFile("probe-password")})@127.0.0.1:6379"`,
  ],
];

/** Where such a person's clients run: in the namespace of the external servers. */
const elsewhere: Elsewhere = {
  wrap: (line) => {
    const found = CLIENTS.find(([client]) => client.test(line));
    if (found === undefined) return undefined;
    const [, pod, exported] = found;
    // The line is passed as a separate script.
    const script = `export ${exported}; eval "$0"`;
    return [
      ...["exec", pod, `--namespace=${DATABASES_NAMESPACE}`, "--", "/bin/sh", "-c"],
      ...[script, line],
    ];
  },
};

const psql = (sql: string, database = DATABASE) =>
  kubectl([
    ...["exec", "postgres-0", `--namespace=${DATABASES_NAMESPACE}`, "--"],
    ...[`${POSTGRES_BIN}/psql`, "--no-psqlrc", `--host=${SOCKET_FOLDER}`],
    ...["--username=postgres", `--dbname=${database}`, `--command=${sql}`],
  ]);

const pages = pagesFor(
  buildStack(settings("prod", stackSettings(PROD_TIME_SCALE, {}, "prod").overrides)).declared
    .ruleGroups,
);

let runbooks: LiveRunbooks;

/** Grafana would have made its tables. Without any, its database is not backed up. */
const GRAFANAS = "of_grafana";

beforeAll(async () => {
  await settled();
  await psql(`SET ROLE grafana; CREATE TABLE ${GRAFANAS} (id int)`, "grafana");
  await psql(`CREATE ROLE ${ON_CALL} LOGIN IN ROLE ${onCallRoles().join(", ")}`);
  await psql(`GRANT CONNECT ON DATABASE ${DATABASE} TO ${ON_CALL}`);
  runbooks = new LiveRunbooks(elsewhere);
});

afterAll(async () => {
  await runbooks.end();
  await psql(`SET ROLE grafana; DROP TABLE ${GRAFANAS}`, "grafana");
  await psql(`REVOKE CONNECT ON DATABASE ${DATABASE} FROM ${ON_CALL}`);
  await psql(`DROP ROLE ${ON_CALL}`);
});

describe("in a stack with TLS and external servers", () => {
  provesRunbooks(pages, () => runbooks, { here: "$POSTGRES_URL", elsewhere: "postgres-0" });
});
