/** The marks around a generated part of a page that people write. */
export interface Marks {
  readonly begin: string;
  readonly end: string;
}

/**
 * A page with the text between two marks replaced. If it has no marks, they are added with the text at the end of a
 * section.
 *
 * @param section the title of that section
 * @throws if the page has neither the marks nor the section
 */
export function withMarked(page: string, { begin, end }: Marks, section: string, text: string) {
  const block = `${begin}\n\n${text}\n\n${end}`;
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from >= 0 && to > from) return page.slice(0, from) + block + page.slice(to + end.length);
  const heading = page.indexOf(`\n## ${section}\n`);
  if (heading < 0) throw new Error(`It has no section "${section}".`);
  const next = page.indexOf("\n## ", heading + 1);
  const at = next < 0 ? page.length : next;
  return `${page.slice(0, at).trimEnd()}\n\n${block}\n${page.slice(at)}`;
}

/**
 * A page with a sentence at the beginning of a section, added if it is missing.
 *
 * @throws if the page has no such section
 */
export function withBeginning(page: string, section: string, sentence: string): string {
  const title = `\n## ${section}\n\n`;
  const at = page.indexOf(title);
  if (at < 0) throw new Error(`It has no section "${section}".`);
  const [before, after] = [page.slice(0, at + title.length), page.slice(at + title.length)];
  return after.startsWith(sentence) ? page : `${before}${sentence}\n\n${after}`;
}
