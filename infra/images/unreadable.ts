import { isBefore, versionIn } from "./least";

type Keeper = "grafana" | "kafka" | "mongodb" | "postgres";

/** Major versions differ. */
const major = (version: string) => Number(version.split(".")[0]);
const backwards = (from: string, to: string) => isBefore(to, from.split(".").slice(0, 2).join("."));

/** How a server that keeps data is wrong to be given another version, and why. */
const RULES: Readonly<Record<Keeper, (from: string, to: string) => string | undefined>> = {
  postgres: (from, to) =>
    major(from) === major(to)
      ? undefined
      : `PostgreSQL ${major(to)} does not read the data of ${major(from)}: it is dumped and restored, or converted with pg_upgrade`,
  mongodb: (from, to) => {
    if (major(to) - major(from) > 1) {
      return `MongoDB ${major(to)} does not read the data of ${major(from)}: each major version has to be run in between`;
    }
    return backwards(from, to) ? `MongoDB ${to} may not read the data of ${from}` : undefined;
  },
  grafana: (from, to) =>
    backwards(from, to)
      ? `Grafana ${to} may not read the database that ${from} has converted: restore a backup from before`
      : undefined,
  kafka: (from, to) =>
    backwards(from, to) ? `Kafka ${to} may not read the metadata of ${from}` : undefined,
};

/** Why a server's data cannot be read once its image is another one; undefined where it can be, or nothing is known of it. */
export function unreadable(from: unknown, to: unknown): string | undefined {
  if (typeof from !== "string" || typeof to !== "string") return undefined;
  for (const [name, rule] of Object.entries(RULES)) {
    const [old, now] = [versionIn(name as Keeper, from), versionIn(name as Keeper, to)];
    if (old !== undefined && now !== undefined) return rule(old, now);
  }
  return undefined;
}
