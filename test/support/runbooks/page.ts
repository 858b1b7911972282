import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { alertRulesOf, type RuleGroup } from "../../../alert-rules";

const FOLDER = join(__dirname, "../../../docs/runbooks");

/** The kind of stack that a command is for: one in which kubectl does, or does not, find something. */
export interface Form {
  readonly command: string;
  readonly found: boolean;
}

/** A command in a runbook, as a reader types it. */
export interface RunbookCommand {
  readonly page: string;
  readonly text: string;
  /** The kind of stack that it is for; undefined if it is for all of them. */
  readonly form: Form | undefined;
}

/** The names of the pages without extension, including README. */
export const pageNames = readdirSync(FOLDER).map((file) => file.replace(/\.md$/, ""));

export function pageText(name: string): string {
  return readFileSync(join(FOLDER, `${name}.md`), "utf8");
}

/** The PostgreSQL roles that the README requires for people on call. */
export function onCallRoles(): readonly string[] {
  const rights = /in PostgreSQL with (.*)[,.]\s/.exec(pageText("README"))![1]!;
  return [...rights.matchAll(/`(pg_\w+)`/g)].map(([, role]) => role!);
}

const FENCE = /^(?<indent> *)```(?<language>\w*)\n(?<body>[^]*?)\n\k<indent>```$/gm;
const INLINE = /`((?:kubectl|psql|redis-cli|pulumi|git|cmctl) [^`]*[^`…])`/g;

/**
 * Every command of a page: the lines of its `sh` blocks, and commands in backticks in the text.
 *
 * If stacks differ, the page names the two kinds once, `_Name_ … where \`kubectl … get …\` finds it` and `_other_ …
 * where it finds none`. `_Name:_` in a paragraph or list item applies to the commands in it, and in the block below it.
 *
 * @throws for a kind that the page has not defined
 */
export function commandsOf(page: string, text = pageText(page)): readonly RunbookCommand[] {
  const forms = formsOf(text);
  const conditions = new Set([...forms.values()].map(({ command }) => command));
  const found: RunbookCommand[] = [];
  const say = (paragraph: string) => {
    for (const match of paragraph.matchAll(INLINE)) {
      if (conditions.has(match[1]!)) continue;
      const form = formIn(page, forms, paragraph.slice(0, match.index));
      found.push({ page, text: match[1]!, form });
    }
  };
  let end = 0;
  for (const match of text.matchAll(FENCE)) {
    const before = paragraphsOf(text.slice(end, match.index));
    before.forEach(say);
    end = match.index + match[0].length;
    const { language, indent = "", body = "" } = match.groups ?? {};
    if (language !== "sh") continue;
    const form = formIn(page, forms, before.at(-1) ?? "");
    const lines = body.split("\n").map((line) => line.slice(indent.length));
    for (const line of lines) found.push({ page, text: line, form });
  }
  paragraphsOf(text.slice(end)).forEach(say);
  return found;
}

/** Every query of a page. */
export function queriesOf(page: string): readonly string[] {
  return [...pageText(page).matchAll(/```promql\n([^`]+)```/g)].map(([, query]) => query!.trim());
}

/** The pages for a stack with these rules: those of its alerts, and the README that they refer to. */
export function pagesFor(groups: readonly RuleGroup[]): readonly string[] {
  return ["README", ...new Set(alertRulesOf(groups).map(({ alert }) => alert))];
}

/** The kinds of stacks that a page distinguishes, by name in lower case. */
export function formsOf(text: string): ReadonlyMap<string, Form> {
  const kinds =
    /_([^_\n:]+)_[^`_]*?where\s+`(kubectl [^`]+)`\s+finds\s+it[^_]*_([^_\n:]+)_[^`_]*?where\s+it\s+finds\s+none/g;
  const forms = new Map<string, Form>();
  for (const [, here = "", command = "", there = ""] of text.matchAll(kinds)) {
    forms.set(here.toLowerCase(), { command, found: true });
    forms.set(there.toLowerCase(), { command, found: false });
  }
  return forms;
}

function formIn(page: string, forms: ReadonlyMap<string, Form>, paragraph: string) {
  const name = [...paragraph.matchAll(/_([^_\n]+):_/g)].at(-1)?.[1];
  if (name === undefined) return undefined;
  const form = forms.get(name.toLowerCase());
  if (form === undefined) {
    throw new Error(`${page}.md does not say how one sees whether a stack is "${name}".`);
  }
  return form;
}

/** Splits a text into paragraphs and list items. */
function paragraphsOf(text: string): readonly string[] {
  return text.split(/\n\s*\n|\n(?=\s*(?:-|\d+\.) )|^(?=#)/m).filter((each) => each.trim() !== "");
}
