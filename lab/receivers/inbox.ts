import { join } from "node:path";

import { z } from "zod";

import { Journal } from "./journal";
import type { Arrival, Notification, Receiver } from "./notification";
import { notification, RECEIVERS } from "./notification";

/** Replaces notifications that were cleared, so that their ids are not used again. */
const clearing = z.object({ clearedThrough: z.int().nonnegative() });

/**
 * The number of notifications per receiver that are kept in memory and shown: one heartbeat per minute must not push
 * out last week's page, nor fill the memory. The file has all of them.
 */
export const KEPT_PER_RECEIVER = 2_000;

/** Everything that arrived, in order of arrival, across restarts. */
export class Inbox {
  /** The number of unreadable lines in the file; they stay in it and are not shown. */
  readonly damagedLines: number;
  readonly #journal: Journal;
  readonly #now: () => Date;
  readonly #arrived = new Map<Receiver, Notification[]>();
  #lastId = 0;

  /** @param folder the folder of the file notifications.jsonl */
  constructor(folder: string, now: () => Date = () => new Date()) {
    this.#now = now;
    this.#journal = new Journal(join(folder, "notifications.jsonl"));
    const lines = this.#journal.read();
    this.damagedLines = lines.filter((line) => !this.#restore(line)).length;
  }

  /** Stores an arrival permanently and returns it with its id. Throws if it cannot be written. */
  add(arrival: Arrival): Notification {
    const id = this.#lastId + 1;
    const added = { id, receivedAt: this.#now().toISOString(), ...arrival };
    this.#journal.append(added);
    this.#show(added);
    return added;
  }

  /** The notifications, oldest first; `since` leaves out everything up to that id. */
  list({ receiver, since = 0 }: { receiver?: Receiver; since?: number } = {}): Notification[] {
    const receivers = receiver === undefined ? RECEIVERS : [receiver];
    return receivers
      .flatMap((each) => this.#arrived.get(each) ?? [])
      .filter(({ id }) => id > since)
      .sort((a, b) => a.id - b.id);
  }

  /** Deletes everything, also from the file, and returns how many notifications were shown. */
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
