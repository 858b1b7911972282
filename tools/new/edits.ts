import { Problem } from "../problem";

/** Returns the text of a file of the project by its path, or undefined if it does not exist. */
export type Read = (path: string) => string | undefined;

/** A file that the skeleton creates. */
export interface NewFile {
  readonly path: string;
  readonly text: string;
}

/** A text that is inserted into an existing file. */
export interface Insertion {
  readonly path: string;
  /** The text, which also shows whether it was inserted already. */
  readonly text: string;
  /** Matches if the name is declared already, in any form. */
  readonly declared: RegExp;
  /** The place: before the first line `end` that follows `after`. */
  readonly after: RegExp;
  readonly end: string;
  /** The imports that the text needs, by module. */
  readonly imports?: Readonly<Record<string, readonly string[]>>;
}

/** All code for one name. */
export interface Skeleton {
  /** The name, for messages. */
  readonly name: string;
  readonly files: readonly NewFile[];
  readonly insertions: readonly Insertion[];
}

/**
 * The files to write for a skeleton, by path: only those that differ from what exists.
 *
 * @throws Problem if the name is taken: it is declared, or one of its files exists, with different content
 */
export function edited({ name, files, insertions }: Skeleton, read: Read): Map<string, string> {
  const written = new Map<string, string>();
  const now = (path: string) => written.get(path) ?? read(path);
  for (const { path, text } of files) {
    const there = read(path);
    if (there === undefined) written.set(path, text);
    else if (bare(there) !== bare(text)) throw taken(name, path);
  }
  for (const insertion of insertions) {
    const { path, text, declared } = insertion;
    const source = now(path);
    if (source === undefined) throw misplaced(insertion);
    if (bare(source).includes(bare(text))) continue;
    if (declared.test(source)) throw taken(name, path);
    written.set(path, inserted(source, insertion));
  }
  return written;
}

function taken(name: string, path: string): Problem {
  return new Problem(
    `${name} exists already in ${path}.`,
    "Choose another name, or edit the existing one. Nothing was written.",
  );
}

/** A text without what a formatter may change: white space, commas, parentheses and quotes. */
function bare(text: string): string {
  return text.replaceAll(/[\s,()"'\\]+/g, "");
}

function inserted(source: string, insertion: Insertion): string {
  const { after, end, text, imports = {} } = insertion;
  const from = source.search(after);
  const at = from === -1 ? -1 : source.indexOf(`\n${end}\n`, from);
  if (at === -1) throw misplaced(insertion);
  const whole = `${source.slice(0, at)}\n${text.trimEnd()}${source.slice(at)}`;
  return Object.entries(imports).reduce(
    (result, [module, names]) => withImports(result, module, names),
    whole,
  );
}

function misplaced({ path, after, end }: Insertion): Problem {
  return new Problem(
    `${path} has no line "${end}" after ${String(after)}, where the declaration belongs.`,
    "The file was reorganized: update tools/new/ with the new place.",
  );
}

/** Adds names to the imports from a module. */
export function withImports(source: string, module: string, names: readonly string[]): string {
  const statement = new RegExp(`^import \\{([^}]*)\\} from "${escaped(module)}";$`, "m");
  const [found, list = ""] = statement.exec(source) ?? [];
  const before = list.split(",").map((each) => each.trim());
  const all = [...new Set([...before, ...names])].filter((each) => each !== "");
  const text = `import { ${all.join(", ")} } from "${module}";`;
  if (found !== undefined)
    return all.length === before.length ? source : source.replace(found, text);
  const last = [...source.matchAll(/^import [^;]*;$/gm)].at(-1);
  if (!last) return `${text}\n\n${source}`;
  const end = last.index + last[0].length;
  return `${source.slice(0, end)}\n${text}${source.slice(end)}`;
}

/** A text for use in a regular expression. */
export function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
