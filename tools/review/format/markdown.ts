import { counted } from "../words/text";
import type { Review, StackChange } from "../review";
import { stackText } from "./text";
import { sentence, titleOf } from "./wording";

/** The limit for a comment on a pull request, in characters. */
export const COMMENT_LIMIT = 65_536;
/** Space that is reserved for the publisher's marker. */
export const ROOM = 256;

export interface Markdown {
  /** Always shorter than the limit. */
  readonly comment: string;
  /** The complete text, if the comment does not have all of it. */
  readonly whole?: string;
}

/**
 * Output for a comment on a pull request: worst first, so that the least harmful changes are cut off. Empty if nothing
 * changes.
 * @param file the path of the complete text, for the comment to mention
 */
export function asMarkdown(review: Review, file: string): Markdown {
  const { changes } = review;
  if (changes.length === 0) return { comment: "" };
  const whole = written(review, changes.length);
  if (fits(whole)) return { comment: whole };
  let [most, tooMany] = [0, changes.length];
  while (tooMany - most > 1) {
    const middle = Math.floor((most + tooMany) / 2);
    if (fits(written(review, middle, file))) most = middle;
    else tooMany = middle;
  }
  return { comment: written(review, most, file), whole };
}

/** Compares bytes, of which there are at least as many as characters. */
function fits(text: string): boolean {
  return Buffer.byteLength(text) < COMMENT_LIMIT - ROOM;
}

function written({ stacks, changes, notes }: Review, count: number, file?: string): string {
  const lines = [`**${counted(changes.length, "change")}** in ${stacks.join(" and ")}`];
  let last = "";
  for (const change of changes.slice(0, count)) {
    const title = titleOf(change);
    if (title !== last) lines.push("", `### ${title}`, "");
    last = title;
    lines.push(`- ${item(change, stacks)}`);
  }
  if (file !== undefined) {
    lines.push(
      "",
      `**Truncated:** ${count} of ${counted(changes.length, "change")} are shown, the worst first. All are in \`${file}\`.`,
    );
  }
  return [...lines, ...notes.flatMap((note) => ["", `_${note}_`])].join("\n") + "\n";
}

function item(change: StackChange, stacks: readonly string[]): string {
  return escaped(sentence(change, { name: (text) => `**${text}**` })) + stackText(change, stacks);
}

/**
 * Escapes Markdown's special characters in names and queries, except for pairs of asterisks: these are ours, around
 * names.
 */
function escaped(text: string): string {
  return text
    .replaceAll(/[\\`_[\]<>|#~]/g, (sign) => `\\${sign}`)
    .replaceAll("-\\>", "→")
    .replaceAll(/(?<!\*)\*(?!\*)/g, "\\*");
}
