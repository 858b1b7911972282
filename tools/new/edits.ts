import { Problem } from "../problem";

/** The text of a file of the project by its path, or undefined where there is none. */
export type Read = (path: string) => string | undefined;

/** A file that is there only once this was made. */
export interface NewFile {
  readonly path: string;
  readonly text: string;
}

/** What is put into a file that is there. */
export interface Insertion {
  readonly path: string;
  /** What is inserted, and by which it is seen that it was. */
  readonly text: string;
  /** What shows that the name is declared already, by whatever text. */
  readonly declared: RegExp;
  /** Where it goes: before the first `end`, a whole line, that follows `after`. */
  readonly after: RegExp;
  readonly end: string;
  /** What the text needs, by the module that exports it. */
  readonly imports?: Readonly<Record<string, readonly string[]>>;
}

/** Everything that one name is written as. */
export interface Skeleton {
  /** The name, as messages say it. */
  readonly name: string;
  readonly files: readonly NewFile[];
  readonly insertions: readonly Insertion[];
}

/**
 * The files to write for a skeleton, by path: those that differ from what is there, so none for one that is there already.
 *
 * @throws Problem where the name is taken: declared, or a file of it there, in other words than these
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

/** A text without what a formatter may change: spaces, commas at the end, parentheses and quotes. */
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

/** The source with some names imported from a module, beside those that are. */
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

export function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
