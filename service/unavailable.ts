import type { Logger } from "pino";

export type Dependency = "postgresql" | "redis" | "mongodb" | "kafka" | "llm";

/** A dependency did not answer in time or at all: the same request may succeed a little later. */
export class Unavailable extends Error {
  override readonly name = "Unavailable";

  constructor(
    readonly dependency: Dependency,
    cause: unknown,
  ) {
    super(`${dependency} does not answer`, { cause });
  }
}

/** During an outage, how long a line stands before another reason is worth a line. */
const ANOTHER_REASON_MS = 60_000;

/**
 * Logs when a dependency goes away and when it is back, instead of once for each request in between, and during an
 * outage a reason that is new: a server that was down may now refuse the password.
 */
export class Watch {
  #up: boolean | undefined;
  #logged: { readonly reason: string; readonly at: number } | undefined;

  constructor(
    readonly dependency: Dependency,
    private readonly logger: Logger,
  ) {}

  /** Call after each answer. */
  up(): void {
    if (this.#up === false) this.logger.info({ dependency: this.dependency }, "answers again");
    this.#up = true;
  }

  /** Call after each failure; returns the error to throw. */
  down(cause: unknown, consequence: string): Unavailable {
    const reason = String(cause);
    const now = performance.now();
    const { reason: known, at } = this.#logged ?? { reason, at: now };
    const isNew = reason !== known && now - at >= ANOTHER_REASON_MS;
    if (this.#up !== false || isNew) {
      this.#logged = { reason, at: now };
      this.logger.warn(
        { dependency: this.dependency, err: cause },
        `does not answer: ${consequence}`,
      );
    }
    this.#up = false;
    return new Unavailable(this.dependency, cause);
  }
}
