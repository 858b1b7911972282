import type { StackConfig } from "./schema";
import type { Fault } from "./wording";

/** Backups without anything to copy, or without a destination. */
export function* backupFaults({ backups, objectStorage, grafana }: StackConfig): Iterable<Fault> {
  if (!backups) return;
  if (!objectStorage) {
    yield {
      path: "objectStorage",
      message: "must say where backups are stored, and is missing although backups is set",
    };
  }
  if (!backups.grafana && !backups.silences) {
    yield {
      path: "backups",
      message: "must have grafana or silences, or be left out, got neither",
    };
  }
  if (backups.grafana && !grafana.database) {
    yield {
      path: "backups.grafana",
      message:
        "must be left out without grafana.database, got one: the data of a single Grafana is a file, which can only be copied safely with a snapshot of its volume",
    };
  }
}
