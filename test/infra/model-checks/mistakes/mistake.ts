import type { StackModel } from "../../../../infra/model-checks";
import type { Mutable } from "../stack";

/** A mutable stack. */
export type Stack = Mutable<StackModel>;

/** A place where one mistake can be made. */
export interface Place {
  readonly at: string;
  /**
   * Makes the mistake.
   * @param chance chooses among its variants
   * @returns names, one of which a finding has to mention
   */
  readonly make: (chance: number) => readonly string[];
}

/** A kind of mistake, with all places where it can be made. */
export interface Operator {
  readonly name: string;
  readonly places: (stack: Stack) => readonly Place[];
}

/** A text in a stack that can be changed. */
export interface Slot {
  /** What the text names. */
  readonly of: string;
  /** Where it is, with what distinguishes it from others there. */
  readonly at: string;
  /** The name by which people know the thing that it belongs to. */
  readonly owner: string;
  readonly value: string;
  readonly set: (value: string) => void;
}

/** A typing mistake: a letter that is missing, doubled, swapped with the next, or added. */
export function misspelled(text: string, chance: number): string {
  const i = chance % text.length;
  const [before, letter, after] = [text.slice(0, i), text.charAt(i), text.slice(i + 1)];
  const ways = [
    before + letter + letter + after,
    before + after.charAt(0) + letter + after.slice(1),
    before + after,
  ];
  const typo = ways[chance % ways.length]!;
  // Some variants leave the text unchanged, or empty.
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
