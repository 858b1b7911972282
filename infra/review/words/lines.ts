import { diffLines, diffWordsWithSpace } from "diff";

import type { Fact } from "../change";
import { revealed } from "./secrecy";
import { counted, shortened } from "./text";

/** How many lines of a text are shown; of the rest only the number is. */
const SHOWN_LINES = 3;

/** What is different in a text of several lines. */
export function textFacts(what: string, from: string, to: string): readonly Fact[] {
  const parts = diffLines(from, to).filter(({ added, removed }) => added || removed);
  if (parts.length === 0) return [];
  const lines = parts.flatMap(({ value, added }) =>
    value
      .trimEnd()
      .split("\n")
      .map((line) => `${added ? "+" : "-"}${shortened(withoutValue(line))}`),
  );
  const rest = lines.length - SHOWN_LINES;
  const more = rest > 0 ? [counted(rest, "more line")] : [];
  return [{ what: [what, [...lines.slice(0, SHOWN_LINES), ...more].join(", ")].join(": ") }];
}

/** A line as it may be shown: `password: x` is a key and its value, too. */
function withoutValue(line: string): string {
  const [, head, key, value] = /^(\s*(?:- )?"?([\w.-]+)"?\s*[:=]\s*)(.*)$/.exec(line) ?? [];
  return head === undefined || key === undefined || value === undefined
    ? revealed([], line)
    : head + revealed([key], value);
}

/** What is different in a sentence, with a word around it. */
export function sentenceFacts(what: string, from = "", to = ""): readonly Fact[] {
  if (from === to) return [];
  if (from === "" || to === "") return [{ what, from: from || "none", to: to || "none" }];
  const parts = diffWordsWithSpace(from, to);
  const changed = parts.findIndex(({ added, removed }) => added || removed);
  const last = parts.findLastIndex(({ added, removed }) => added || removed);
  const middle = parts.slice(changed, last + 1);
  const side = (skip: "added" | "removed") =>
    middle
      .filter((part) => !part[skip])
      .map(({ value }) => value)
      .join("")
      .trim();
  const [before, after] = [side("added"), side("removed")];
  return [{ what, from: quoted(before), to: quoted(after) }];
}

function quoted(text: string): string {
  return text === "" ? "nothing" : `"${shortened(text)}"`;
}
