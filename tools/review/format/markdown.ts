import { counted } from "../words/text";
import type { Review, StackChange } from "../review";
import { stackText } from "./text";
import { sentence, titleOf } from "./wording";

/** A comment on a pull request takes less than this many characters. */
export const COMMENT_LIMIT = 65_536;
/** What is left of that for whoever publishes it, to find it again by. */
export const ROOM = 256;

export interface Markdown {
  /** Always shorter than a comment may be. */
  readonly comment: string;
  /** All of it, where the comment is not. */
  readonly whole?: string;
}

/**
 * For a comment on a pull request: worst first, so that what is cut off is what hurts least. Empty where nothing changes.
 * @param file where the whole will be, as the comment is to say
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

/** In bytes, which are never fewer than characters. */
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

/** Names and queries are full of what Markdown takes for its own; the asterisks around names are ours. */
function escaped(text: string): string {
  return text
    .replaceAll(/[\\`_[\]<>|#~]/g, (sign) => `\\${sign}`)
    .replaceAll("-\\>", "→")
    .replaceAll(/(?<!\*)\*(?!\*)/g, "\\*");
}
