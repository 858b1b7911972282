import { APPLICATION, MONITORING, OURS } from "../../signals/namespaces";
import { DATABASE, EXPORTER_ROLE } from "../../signals/postgresNames";
import type { Namespaces } from "../objects/names";
import type { PostgresAddress } from "../settings/addresses";

/** The stack's own names for what queries select. */
export interface OwnNames {
  readonly namespaces: Namespaces;
  readonly postgres: Pick<PostgresAddress, "database" | "users">;
}

/** Where a default name stands in a query, and the stack's own. */
interface Renaming {
  readonly places: RegExp;
  readonly names: Readonly<Record<string, string>>;
}

/** Both namespaces, as series selectors contain them. */
const BOTH = OURS.join("|");
/** The same, or a single namespace: as it appears in a selector, also inside a text, and in AlertBlind's words. */
const NAMESPACES = new RegExp(
  `${OURS.join("\\|")}|(?<=namespace=\\\\?"| of )(?:${OURS.join("|")})(?=\\\\?")`,
  "g",
);
/** In selectors, also inside a text. */
const DATABASES = new RegExp(`(?<=\\bdatname=\\\\?")${DATABASE}(?=\\\\?")`, "g");
const OTHER_ROLES = new RegExp(`(?<=\\buser!=\\\\?")${EXPORTER_ROLE}(?=\\\\?")`, "g");

/** Rewrites the default names in the queries of rules or dashboards to those of the stack. */
export function inOwnNames<T>(value: T, { namespaces, postgres }: OwnNames): T {
  const { monitoring, application } = namespaces;
  const renamings: readonly Renaming[] = [
    {
      places: NAMESPACES,
      names: {
        [BOTH]: `${monitoring}|${application}`,
        [MONITORING]: monitoring,
        [APPLICATION]: application,
      },
    },
    { places: DATABASES, names: { [DATABASE]: postgres.database } },
    { places: OTHER_ROLES, names: { [EXPORTER_ROLE]: postgres.users.exporter } },
  ];
  const needed = renamings.filter(({ names }) =>
    Object.entries(names).some(([name, own]) => name !== own),
  );
  return needed.length === 0 ? value : (renamed(value, needed) as T);
}

function renamed(value: unknown, renamings: readonly Renaming[]): unknown {
  if (typeof value === "string") {
    return renamings.reduce(
      (text, { places, names }) => text.replaceAll(places, (name) => names[name] ?? name),
      value,
    );
  }
  if (Array.isArray(value)) return value.map((each) => renamed(each, renamings));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, renamed(each, renamings)]),
  );
}
