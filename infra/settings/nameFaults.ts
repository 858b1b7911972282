import type { Fault } from "./wording";

/** What a data service's database and users are called. */
interface Names {
  readonly database?: string;
  readonly users: Readonly<Record<"backend" | "exporter", string>>;
}

/**
 * The names that are set for a server that has names of its own: the one that the stack deploys.
 *
 * @param section of the settings
 * @param reason why the names must be left out, such as `without redis.host`
 */
export function* nameFaults(
  section: "mongodb" | "postgres" | "redis",
  set: Names,
  own: Names,
  reason: (name: string) => string,
): Iterable<Fault> {
  const used = flat(own);
  for (const [name, value] of Object.entries(flat(set))) {
    if (value === used[name]) continue;
    yield { path: `${section}.${name}`, message: `must be left out ${reason(value)}` };
  }
}

const flat = ({ database, users }: Names): Readonly<Record<string, string>> => ({
  ...(database !== undefined && { database }),
  "users.backend": users.backend,
  "users.exporter": users.exporter,
});
