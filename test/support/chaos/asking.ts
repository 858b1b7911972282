import { repeatedly } from "../../../lab/drills/background";

/** One question, and whether it was answered. Times in seconds since 1970. */
export interface Asked {
  readonly from: number;
  readonly to: number;
  readonly why?: string;
}

/** Asks the same again and again, a few times a second, and remembers what came of it. */
export class Asking {
  readonly asked: Asked[] = [];
  readonly #stop: () => Promise<void>;

  /** @param question throws where there is no right answer */
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
