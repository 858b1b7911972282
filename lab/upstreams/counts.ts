import { APIS, type Api } from "./faults";

/** What one API got since the counts were last reset. */
export interface Count {
  readonly received: number;
  /** The number of answers by status. */
  readonly answered: Readonly<Record<string, number>>;
  /** How many clients disconnected before an answer. */
  readonly abandoned: number;
  /** How many requests are waiting for an answer now. */
  readonly waiting: number;
  /** The tokens that were charged for; 0 except for the language model. */
  readonly tokens: { readonly prompt: number; readonly completion: number };
}

const NONE: Count = {
  received: 0,
  answered: {},
  abandoned: 0,
  waiting: 0,
  tokens: { prompt: 0, completion: 0 },
};

/** Counts requests and answers, for comparison with a client's own counts. */
export class Counts {
  readonly #counts = new Map<Api, Count>(APIS.map((api) => [api, NONE]));

  received(api: Api): void {
    this.#change(api, ({ received, waiting }) => ({
      received: received + 1,
      waiting: waiting + 1,
    }));
  }

  answered(api: Api, status: number): void {
    this.#change(api, ({ answered, waiting }) => ({
      answered: { ...answered, [status]: (answered[status] ?? 0) + 1 },
      waiting: waiting - 1,
    }));
  }

  abandoned(api: Api): void {
    this.#change(api, ({ abandoned, waiting }) => ({
      abandoned: abandoned + 1,
      waiting: waiting - 1,
    }));
  }

  charged(api: Api, prompt: number, completion: number): void {
    this.#change(api, ({ tokens }) => ({
      tokens: { prompt: tokens.prompt + prompt, completion: tokens.completion + completion },
    }));
  }

  /** Resets all counts, except those of waiting requests. */
  reset(): void {
    for (const api of APIS) {
      this.#change(api, ({ waiting }) => ({ ...NONE, received: waiting, waiting }));
    }
  }

  of(api: Api): Count {
    return this.#counts.get(api) ?? NONE;
  }

  all(): Readonly<Record<Api, Count>> {
    return { "vehicle-api": this.of("vehicle-api"), llm: this.of("llm") };
  }

  #change(api: Api, changes: (count: Count) => Partial<Count>): void {
    const count = this.of(api);
    this.#counts.set(api, { ...count, ...changes(count) });
  }
}
