import { repeatedly } from "../../../lab/drills/background";

/** A query, and whether it was answered. Times in seconds since 1970. */
export interface Asked {
  readonly from: number;
  readonly to: number;
  readonly why?: string;
}

/** Repeats a query a few times a second, and records the results. */
export class Asking {
  readonly asked: Asked[] = [];
  readonly #stop: () => Promise<void>;

  /** @param question throws if there is no correct answer */
  constructor(perSecond: number, question: () => Promise<unknown>) {
    this.#stop = repeatedly(perSecond, async () => {
      const from = Date.now() / 1000;
      const why = await question().then(
        () => undefined,
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      );
      this.asked.push({ from, to: Date.now() / 1000, ...(why !== undefined && { why }) });
    });
  }

  async stop(): Promise<readonly Asked[]> {
    await this.#stop();
    return this.asked;
  }
}
