import type { Inbox } from "./inbox";

/** The name under which a silence is told: nobody's alert, as no alert can tell it. */
export const SILENCE = "WatchdogSilent";

export interface Heartbeat {
  /** `waiting` until the first beat: nobody has connected the switch yet. */
  readonly state: "waiting" | "alive" | "silent";
  /** ISO 8601, or null while none has come. */
  readonly lastBeatAt: string | null;
  /** Seconds since then, or null. */
  readonly ageSeconds: number | null;
  /** Seconds of silence after which the switch rings. */
  readonly limitSeconds: number;
}

/**
 * The dead man's switch: it rings, by a notification of its own, when it has heard no beat for longer than its
 * limit, and once more when it hears one again. Clearing the inbox leaves it as it is.
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

  /** A beat has been taken. */
  heard(): void {
    const before = this.#lastBeat;
    this.#lastBeat = this.#now();
    if (!this.#silent) return;
    this.#silent = false;
    this.#ring("resolve", "the watchdog's heartbeats are back", before);
  }

  /** Rings where the silence is too long by now. To be called every now and then. */
  check(): void {
    const last = this.#lastBeat;
    if (last === undefined || this.#silent) return;
    // What came while this program was down, it cannot have heard.
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

  /** When the switch was last held down, and what it makes of that. */
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
