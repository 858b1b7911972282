/** The position of a message in its partition. */
export interface Place {
  readonly partition: number;
  readonly offset: bigint;
  /** When it was written, in milliseconds since the epoch. */
  readonly writtenMs: number;
}

interface Entry extends Place {
  done: boolean;
}

/**
 * The messages of one topic that are being handled. Messages with the same key are handled one after the other, others
 * concurrently; in each partition, offsets up to the first unfinished message may be committed.
 */
export class Window {
  readonly #entries = new Map<number, Entry[]>();
  readonly #chains = new Map<string, Promise<void>>();
  readonly #committable = new Map<number, bigint>();
  #size = 0;
  #changed = (): void => undefined;

  /** @param most the most messages at once */
  constructor(private readonly most: number) {}

  get size(): number {
    return this.#size;
  }

  /** When the oldest of them was written, in milliseconds since the epoch; undefined if there is none. */
  get oldestMs(): number | undefined {
    const heads = [...this.#entries.values()].flatMap(([head]) => head?.writtenMs ?? []);
    return heads.length === 0 ? undefined : Math.min(...heads);
  }

  /** Waits until there is room for one more. */
  async room(): Promise<void> {
    while (this.#size >= this.most) await this.#change();
  }

  /** Waits until no message is left. */
  async empty(): Promise<void> {
    while (this.#size > 0) await this.#change();
  }

  /** @param work must not fail; resolves to whether the message is done with (false: it must be read again) */
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

  /** By partition, the offset at which reading would resume after a crash; each value is returned once. */
  takeCommittable(): ReadonlyMap<number, bigint> {
    const taken = new Map(this.#committable);
    this.#committable.clear();
    return taken;
  }

  #end(entry: Entry, done: boolean): void {
    const { partition } = entry;
    const entries = this.#entries.get(partition) ?? [];
    if (done) entry.done = true;
    // A message that must be read again stays at the head, so nothing after it is committed.
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
