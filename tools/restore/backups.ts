import { Problem } from "../problem";

/** A backup in the bucket. */
export interface Stored {
  /** Its file name, which starts with the time of the backup in UTC: `2026-11-25T02-17-00Z-grafana.dump`. */
  readonly name: string;
  readonly bytes: number;
}

const LINE = /^(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ-\S+) (\d+)$/;

/** The backups in a listing, newest first. Other files in the folder are ignored. */
export function storedIn(listing: string): readonly Stored[] {
  return listing
    .split("\n")
    .flatMap((line) => {
      const [, name, bytes] = LINE.exec(line.trim()) ?? [];
      return name === undefined ? [] : [{ name, bytes: Number(bytes) }];
    })
    .sort((a, b) => (a.name < b.name ? 1 : -1));
}

/**
 * The backup that is meant.
 * @param at its name, an unambiguous prefix of it, or `latest`
 */
export function chosen(stored: readonly Stored[], at: string): Stored {
  const [latest] = stored;
  if (!latest) {
    throw new Problem(
      "There is no backup.",
      "Create one now: kubectl -n monitoring create job --from=cronjob/backup-<what> backup-now",
    );
  }
  if (at === "latest") return latest;
  const found = stored.filter(({ name }) => name.startsWith(at));
  const [only] = found;
  if (only && (found.length === 1 || only.name === at)) return only;
  throw new Problem(
    found.length === 0
      ? `No backup starts with ${at}.`
      : `${found.length} backups start with ${at}.`,
    "List their names with --list.",
  );
}
