import { join } from "node:path";

import { z } from "zod";

import { Journal } from "./journal";
import type { Arrival, Notification, Receiver } from "./notification";
import { notification, RECEIVERS } from "./notification";

/** What stays of notifications that were cleared: their numbers are not given out again. */
const clearing = z.object({ clearedThrough: z.int().nonnegative() });

/**
 * The newest that are kept in memory and shown, for each receiver: a heartbeat a minute may not push
 * out the page of last week, nor fill the memory. The file has all.
 */
export const KEPT_PER_RECEIVER = 2_000;

/** Everything that arrived, in the order of arrival, over restarts. */
export class Inbox {
  /** Lines of the file that could not be understood; they stay in it and are not shown. */
  readonly damagedLines: number;
  readonly #journal: Journal;
  readonly #now: () => Date;
  readonly #arrived = new Map<Receiver, Notification[]>();
  #lastId = 0;

  /** @param folder holds the file notifications.jsonl */
  constructor(folder: string, now: () => Date = () => new Date()) {
    this.#now = now;
    this.#journal = new Journal(join(folder, "notifications.jsonl"));
    const lines = this.#journal.read();
    this.damagedLines = lines.filter((line) => !this.#restore(line)).length;
  }

  /** Keeps the arrival for good and returns it numbered. Throws where it cannot be written. */
  add(arrival: Arrival): Notification {
    const id = this.#lastId + 1;
    const added = { id, receivedAt: this.#now().toISOString(), ...arrival };
    this.#journal.append(added);
    this.#show(added);
    return added;
  }

  /** Oldest first; `since` leaves out everything up to that id. */
  list({ receiver, since = 0 }: { receiver?: Receiver; since?: number } = {}): Notification[] {
    const receivers = receiver === undefined ? RECEIVERS : [receiver];
    return receivers
      .flatMap((each) => this.#arrived.get(each) ?? [])
      .filter(({ id }) => id > since)
      .sort((a, b) => a.id - b.id);
  }

  /** Forgets everything, in the file too, and returns how many were shown. */
  clear(): number {
    const count = this.list().length;
    this.#journal.replaceAll({ clearedThrough: this.#lastId });
    this.#arrived.clear();
    return count;
  }

  close(): void {
    this.#journal.close();
  }

  #restore(line: unknown): boolean {
    const arrived = notification.safeParse(line).data;
    if (arrived) this.#show(arrived);
    const cleared = clearing.safeParse(line).data;
    if (cleared) this.#lastId = cleared.clearedThrough;
    return arrived !== undefined || cleared !== undefined;
  }

  #show(added: Notification): void {
    this.#lastId = added.id;
    const same = this.#arrived.get(added.receiver) ?? [];
    same.push(added);
    if (same.length > KEPT_PER_RECEIVER) same.shift();
    this.#arrived.set(added.receiver, same);
  }
}
