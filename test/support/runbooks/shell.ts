/** One program of a command line, with its words after shell parsing; variables and `$(…)` are not expanded. */
export interface Program {
  readonly environment: Readonly<Record<string, string>>;
  readonly words: readonly string[];
  /** The file to which its output is redirected. */
  readonly into?: string;
}

/**
 * Parses a line of POSIX shell as in runbooks: programs joined by pipes, with quoted words.
 *
 * @throws for unsupported syntax, so that no test misreads a line
 */
export function pipeline(line: string): readonly Program[] {
  const programs: Program[] = [];
  let words: { text: string; quoted: boolean }[] = [];
  let rest = line.trim();
  const finish = () => {
    programs.push(programOf(words, line));
    words = [];
  };
  while (rest !== "") {
    const match =
      /^(?:(?<space>\s+)|(?<pipe>\|)|(?<into>>)|(?<word>(?:'[^']*'|"(?:[^"\\]|\\.)*"|[^\s'"|<>;&()`]|<[\w-]+>)+))/.exec(
        rest,
      );
    const { space, pipe, into, word } = match?.groups ?? {};
    if (match === null) throw new Error(`"${line}" is no line that this reads, at "${rest}".`);
    rest = rest.slice(match[0].length);
    if (pipe !== undefined) finish();
    else if (into !== undefined) words.push({ text: ">", quoted: false });
    else if (space === undefined) words.push({ text: unquoted(word!), quoted: /["']/.test(word!) });
  }
  finish();
  return programs;
}

function unquoted(word: string): string {
  return word.replace(
    /'([^']*)'|"((?:[^"\\]|\\.)*)"/g,
    (_, single?: string, double?: string) => single ?? (double ?? "").replace(/\\(["\\$`])/g, "$1"),
  );
}

function programOf(words: readonly { text: string; quoted: boolean }[], line: string): Program {
  const texts = words.map(({ text }) => text);
  const first = texts.findIndex((text) => !/^[A-Z_][A-Z0-9_]*=/.test(text));
  if (first < 0) throw new Error(`"${line}" has no program between two pipes, or at its end.`);
  const environment = Object.fromEntries(
    texts.slice(0, first).map((text) => {
      const at = text.indexOf("=");
      return [text.slice(0, at), text.slice(at + 1)];
    }),
  );
  const arrow = words.findIndex(({ text, quoted }) => text === ">" && !quoted);
  if (arrow < 0) return { environment, words: texts.slice(first) };
  if (arrow !== texts.length - 2) throw new Error(`"${line}" has more than a file behind its ">".`);
  return { environment, words: texts.slice(first, arrow), into: texts[arrow + 1]! };
}
