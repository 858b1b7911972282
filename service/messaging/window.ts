/** The place of a message in its partition. */
export interface Place {
  readonly partition: number;
  readonly offset: bigint;
  /** When it was written, in milliseconds of the epoch. */
  readonly writtenMs: number;
}

interface Entry extends Place {
  done: boolean;
}

/**
 * The messages of one topic that are being handled. Those with one key are handled one after the other, others at the same time;
 * what may be committed is up to the first of a partition that is not done.
 */
export class Window {
  readonly #entries = new Map<number, Entry[]>();
  readonly #chains = new Map<string, Promise<void>>();
  readonly #committable = new Map<number, bigint>();
  #size = 0;
  #changed = (): void => undefined;

  /** @param most messages at once */
  constructor(private readonly most: number) {}

  get size(): number {
    return this.#size;
  }

  /** When the oldest of them was written, in milliseconds of the epoch; undefined where there is none. */
  get oldestMs(): number | undefined {
    const heads = [...this.#entries.values()].flatMap(([head]) => head?.writtenMs ?? []);
    return heads.length === 0 ? undefined : Math.min(...heads);
  }

  /** Waits until there is room for one more. */
  async room(): Promise<void> {
    while (this.#size >= this.most) await this.#change();
  }

  /** Waits until there is none left. */
  async empty(): Promise<void> {
    while (this.#size > 0) await this.#change();
  }

  /** @param work must not fail; gives whether the message is done with, or has to come again */
  add(place: Place, key: string, work: () => Promise<boolean>): void {
    const entry = { ...place, done: false };
    const entries = this.#entries.get(place.partition) ?? [];
    this.#entries.set(place.partition, [...entries, entry]);
    this.#size += 1;
    const before = this.#chains.get(key) ?? Promise.resolve();
    const chain = before.then(work).then((done) => {
      if (this.#chains.get(key) === chain) this.#chains.delete(key);
      this.#end(entry, done);
    });
    this.#chains.set(key, chain);
  }

  /** By partition, the first offset that is to be read again after a crash; each is given once. */
  takeCommittable(): ReadonlyMap<number, bigint> {
    const taken = new Map(this.#committable);
    this.#committable.clear();
    return taken;
  }

  #end(entry: Entry, done: boolean): void {
    const { partition } = entry;
    const entries = this.#entries.get(partition) ?? [];
    if (done) entry.done = true;
    // What has to come again stays at the head for good: nothing after it is committed.
    while (entries[0]?.done) {
      this.#committable.set(partition, entries[0].offset + 1n);
      entries.shift();
    }
    this.#size -= 1;
    this.#changed();
  }

  #change(): Promise<void> {
    const { promise, resolve } = withResolvers();
    const before = this.#changed;
    this.#changed = () => {
      before();
      resolve();
      this.#changed = () => undefined;
    };
    return promise;
  }
}

function withResolvers() {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}
