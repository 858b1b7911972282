import type { Random } from "./random";

// Older ones have been deleted or have ended.
const KEPT = 12;

/** What a user has learned from answers: ids and VINs that make later requests meaningful. */
export class Memory {
  readonly #known = new Map<string, string[]>();

  /** Remembers the ids of the path's resources, and every VIN. */
  learn(path: string, answer: unknown): void {
    for (const { id } of [answer, ...itemsOf(answer)].filter(isObject)) {
      if (typeof id === "string") this.#keep(collectionOf(path), id);
    }
    this.#learnVins(vinsOf(path), answer);
  }

  /** A value for the parameter at the end of a path prefix, such as `/api/v1/deals/{id}`. */
  forPath(path: string, random: Random): string | undefined {
    const name = /\{(\w+)\}$/.exec(path)?.[1] ?? "";
    return this.#recall(name === "vin" ? vinsOf(path) : collectionOf(path), random);
  }

  /** A value for a property in a body or query: `vin`, or the id of a related resource. */
  forProperty(name: string, random: Random): string | undefined {
    if (name === "vin") return this.#recall(vinsOf("/api/v1/vehicles"), random);
    const thing = /^(\w+)_id$/.exec(name)?.[1];
    const collection = [...this.#known.keys()].find((it) => it.endsWith(`/${thing ?? ""}s`));
    return collection === undefined ? undefined : this.#recall(collection, random);
  }

  #learnVins(key: string, answer: unknown): void {
    if (Array.isArray(answer)) {
      for (const one of answer.slice(0, KEPT)) this.#learnVins(key, one);
    } else if (isObject(answer)) {
      if (typeof answer.vin === "string") this.#keep(key, answer.vin);
      for (const value of Object.values(answer)) this.#learnVins(key, value);
    }
  }

  #recall(key: string, random: Random): string | undefined {
    const known = this.#known.get(key);
    return known && random.pick(known);
  }

  #keep(key: string, value: string): void {
    const known = (this.#known.get(key) ?? []).filter((it) => it !== value);
    this.#known.set(key, [...known, value].slice(-KEPT));
  }
}

/** Maps both `/api/v1/deals` and `/api/v1/deals/{id}` to `/api/v1/deals`. */
const collectionOf = (path: string): string => path.replace(/\/\{\w+\}$/, "");

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const itemsOf = (answer: unknown): readonly unknown[] =>
  isObject(answer) && Array.isArray(answer.items) ? answer.items : [];

/** The VINs of favorites are kept separately from those of cars for sale. */
const vinsOf = (path: string): string => `${path.split("/").slice(0, 4).join("/")} vin`;
