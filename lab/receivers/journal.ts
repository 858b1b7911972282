import {
  appendFileSync,
  closeSync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from "node:fs";

/**
 * An append-only file of JSON lines. Once `append` returns, the kernel has the entry: it survives any end of the
 * process, though not a crash of the machine (nothing is fsynced).
 */
export class Journal {
  readonly #file: string;
  #fd: number;
  #size: number;

  /** Opens or creates the file. An incomplete last line, from a killed process, is cut off. */
  constructor(file: string) {
    this.#file = file;
    this.#fd = openSync(file, "a+");
    this.#size = readFileSync(file).lastIndexOf("\n") + 1;
    ftruncateSync(this.#fd, this.#size);
  }

  /** Every complete line in order; undefined for one that is not JSON. */
  read(): unknown[] {
    const lines = readFileSync(this.#file, "utf8").split("\n");
    return lines.slice(0, -1).map(parse);
  }

  append(entry: object): void {
    const line = lineOf(entry);
    try {
      appendFileSync(this.#fd, line);
    } catch (error) {
      // A full disk may accept only half a line, which must not become the start of the next one.
      ftruncateSync(this.#fd, this.#size);
      throw error;
    }
    this.#size += Buffer.byteLength(line);
  }

  /** Replaces all entries by one, atomically: a killed process leaves either the old entries or the new one. */
  replaceAll(entry: object): void {
    const line = lineOf(entry);
    const next = `${this.#file}.next`;
    writeFileSync(next, line);
    renameSync(next, this.#file);
    closeSync(this.#fd);
    this.#fd = openSync(this.#file, "a+");
    this.#size = Buffer.byteLength(line);
  }

  close(): void {
    closeSync(this.#fd);
  }
}

function lineOf(entry: object): string {
  return `${JSON.stringify(entry)}\n`;
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}
