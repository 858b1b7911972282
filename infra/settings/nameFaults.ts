import type { Fault } from "./wording";

/** Names in a data service, by their paths below its section, such as `users.backend`. */
type Names = Readonly<Record<string, string>>;

/**
 * The names that are set for a server that has names of its own: the one that the stack deploys.
 *
 * @param section of the settings
 * @param own the server's own names
 * @param reason why others must be left out, such as `without redis.host`
 */
export function* nameFaults(
  section: "mongodb" | "postgres" | "redis",
  set: Names,
  own: Names,
  reason: (name: string) => string,
): Iterable<Fault> {
  for (const [name, value] of Object.entries(set)) {
    if (value === own[name]) continue;
    yield { path: `${section}.${name}`, message: `must be left out ${reason(value)}` };
  }
}

/** The names of a service's users. */
export const userNames = ({
  backend,
  exporter,
}: Readonly<Record<"backend" | "exporter", string>>) =>
  ({ "users.backend": backend, "users.exporter": exporter }) satisfies Names;
