import { diffArrays, diffLines } from "diff";

import type { Fact } from "../change";
import { revealed } from "./secrecy";
import { counted, shortened } from "./text";

/** The maximum number of lines to show. The others are only counted. */
const SHOWN_LINES = 3;

/** The difference between two texts of several lines. */
export function textFacts(what: string, from: string, to: string): readonly Fact[] {
  if ([from, to].some((text) => text.includes("PRIVATE KEY"))) return [{ what: `${what} changed` }];
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

/** A line without its value if that may be a secret: `password: x` and `requirepass x` are both a key and its value. */
function withoutValue(line: string): string {
  const [, head, key, value] = /^(\s*(?:- )?"?([\w.-]+)"?(?:\s*[:=]\s*|\s+))(.*)$/.exec(line) ?? [];
  return head === undefined || key === undefined || value === undefined
    ? revealed([], line)
    : head + revealed([key], value);
}

/** The difference between two sentences, in whole words. A pure insertion or deletion includes the word before it. */
export function sentenceFacts(what: string, from = "", to = ""): readonly Fact[] {
  if (from === to) return [];
  const [before, after] = [from, to].map((text) => text.split(/\s+/)) as [string[], string[]];
  const parts = diffArrays(before, after);
  const first = parts.findIndex(isChanged);
  const middle = parts.slice(first, parts.findLastIndex(isChanged) + 1);
  const side = (skip: "added" | "removed") =>
    middle.filter((part) => !part[skip]).flatMap(({ value }) => value);
  const sides = [side("added"), side("removed")] as const;
  const word = parts[first - 1]?.value.at(-1);
  const lead = word !== undefined && sides.some(({ length }) => length === 0) ? [word] : [];
  const [was = "", is = ""] = sides.map((words) => quoted([...lead, ...words].join(" ")));
  return [{ what, from: was, to: is }];
}

function isChanged({ added, removed }: { added?: boolean; removed?: boolean }): boolean {
  return added === true || removed === true;
}

function quoted(text: string): string {
  return text === "" ? "none" : `"${shortened(text)}"`;
}
