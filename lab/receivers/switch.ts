import type { Inbox } from "./inbox";

/** The alert name in the switch's notifications. No rule has this name, because no rule can report it. */
export const SILENCE = "WatchdogSilent";

/** The state of the dead man's switch. */
export interface Heartbeat {
  /** `waiting` until the first heartbeat: nothing has been connected to the switch yet. */
  readonly state: "waiting" | "alive" | "silent";
  /** ISO 8601, or null if none has arrived. */
  readonly lastBeatAt: string | null;
  /** Seconds since then, or null. */
  readonly ageSeconds: number | null;
  /** Seconds of silence after which the switch rings. */
  readonly limitSeconds: number;
}

/**
 * The dead man's switch: it rings, with a notification of its own, when it has heard no heartbeat for longer than its
 * limit, and rings again when heartbeats are back. Clearing the inbox does not affect it.
 */
export class DeadMansSwitch {
  readonly #inbox: Inbox;
  readonly #limitSeconds: number;
  readonly #now: () => Date;
  readonly #startedAt: Date;
  #lastBeat: Date | undefined;
  #silent: boolean;

  constructor(inbox: Inbox, limitSeconds: number, now: () => Date = () => new Date()) {
    this.#inbox = inbox;
    this.#limitSeconds = limitSeconds;
    this.#now = now;
    this.#startedAt = now();
    const arrived = inbox.list({ receiver: "watchdog" });
    const last = arrived.findLast(({ kind }) => kind === "heartbeat");
    this.#lastBeat = last && new Date(last.receivedAt);
    this.#silent = arrived.some(({ kind, id }) => kind === "trigger" && id > (last?.id ?? 0));
  }

  /** Call this for each heartbeat. */
  heard(): void {
    const before = this.#lastBeat;
    this.#lastBeat = this.#now();
    if (!this.#silent) return;
    this.#silent = false;
    this.#ring("resolve", "the watchdog's heartbeats are back", before);
  }

  /** Rings if the silence has become too long. Call this periodically. */
  check(): void {
    const last = this.#lastBeat;
    if (last === undefined || this.#silent) return;
    // Heartbeats that were sent while this program was down are not missed ones.
    const since = Math.max(last.getTime(), this.#startedAt.getTime());
    const seconds = Math.round((this.#now().getTime() - since) / 1000);
    if (seconds <= this.#limitSeconds) return;
    this.#silent = true;
    this.#ring(
      "trigger",
      `the watchdog has been silent for ${seconds} s: alerting is broken`,
      last,
    );
  }

  /** The state of the switch, with its last heartbeat. */
  view(): Heartbeat {
    const last = this.#lastBeat;
    const limitSeconds = this.#limitSeconds;
    if (last === undefined) {
      return { state: "waiting", lastBeatAt: null, ageSeconds: null, limitSeconds };
    }
    return {
      state: this.#silent ? "silent" : "alive",
      lastBeatAt: last.toISOString(),
      ageSeconds: Math.round((this.#now().getTime() - last.getTime()) / 1000),
      limitSeconds,
    };
  }

  #ring(kind: "trigger" | "resolve", summary: string, lastBeat: Date | undefined): void {
    this.#inbox.add({
      receiver: "watchdog",
      channel: null,
      kind,
      alertnames: [SILENCE],
      summary,
      body: {
        lastBeatAt: lastBeat?.toISOString() ?? null,
        limitSeconds: this.#limitSeconds,
      },
    });
  }
}
