import type { StackModel } from "../../../../infra/model-checks";
import type { Mutable } from "../stack";

/** A stack that may be changed. */
export type Stack = Mutable<StackModel>;

/** Somewhere that one mistake can be made. */
export interface Place {
  readonly at: string;
  /**
   * Makes it.
   * @param chance chooses among the ways to
   * @returns names of which what is found has to say one
   */
  readonly make: (chance: number) => readonly string[];
}

/** A kind of mistake, and everywhere that it can be made. */
export interface Operator {
  readonly name: string;
  readonly places: (stack: Stack) => readonly Place[];
}

/** A text of a stack that can be written otherwise. */
export interface Slot {
  /** What it names. */
  readonly of: string;
  /** Whose it is, and what tells it from the others there. */
  readonly at: string;
  /** By which people know the thing that it belongs to. */
  readonly owner: string;
  readonly value: string;
  readonly set: (value: string) => void;
}

/** What slips out of a hand: a letter that is missing, doubled, swapped with the next, or added. */
export function misspelled(text: string, chance: number): string {
  const i = chance % text.length;
  const [before, letter, after] = [text.slice(0, i), text.charAt(i), text.slice(i + 1)];
  const ways = [
    before + letter + letter + after,
    before + after.charAt(0) + letter + after.slice(1),
    before + after,
  ];
  const typo = ways[chance % ways.length]!;
  // Some ways leave a text as it is, or make none of it.
  return typo === text || typo === "" ? `${text}x` : typo;
}

/** A slot for each match of a pattern's first group in a text. */
export function slotsIn(
  text: string,
  pattern: RegExp,
  set: (text: string) => void,
): readonly Pick<Slot, "value" | "set">[] {
  return [...text.matchAll(new RegExp(pattern, "dg"))].map((match) => {
    const [from, to] = match.indices![1]!;
    return {
      value: match[1]!,
      set: (value) => set(text.slice(0, from) + value + text.slice(to)),
    };
  });
}
