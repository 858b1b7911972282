import { createColors } from "picocolors";

import type { Rank } from "../change";
import type { Review, StackChange } from "../review";
import { sentence, titleOf } from "./wording";

export interface TextOptions {
  /** Whether the output is a terminal. */
  readonly colors: boolean;
}

/** Output for a terminal. Empty if nothing changes. */
export function asText({ stacks, changes, notes }: Review, { colors }: TextOptions): string {
  const color = createColors(colors);
  if (changes.length === 0) return "";
  const paint = (rank: Rank): ((text: string) => string) =>
    rank === "pages" || rank === "deletion" ? color.red : rank === "other" ? String : color.yellow;
  const lines: string[] = [];
  let last = "";
  for (const change of changes) {
    const title = titleOf(change);
    if (title !== last)
      lines.push(...(last === "" ? [] : [""]), color.bold(paint(change.rank)(title)));
    last = title;
    lines.push(`  ${sentence(change, { name: color.bold })}${stackText(change, stacks)}`);
  }
  return [...lines, ...notes.map((note) => `\n${color.dim(note)}`)].join("\n") + "\n";
}

/** The stacks of a change, unless it is in all that were compared. */
export function stackText({ stacks }: StackChange, all: readonly string[]): string {
  return stacks.length < all.length ? ` [${stacks.join(", ")}]` : "";
}
