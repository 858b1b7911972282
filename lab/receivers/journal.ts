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
 * A file of JSON lines that only grows. What `append` has returned from is in the kernel's hands: it
 * outlives the process however that ends, though not the machine (nothing is fsynced).
 */
export class Journal {
  readonly #file: string;
  #fd: number;
  #size: number;

  /** Opens or creates the file; a line that a killed process left unfinished is cut off. */
  constructor(file: string) {
    this.#file = file;
    this.#fd = openSync(file, "a+");
    this.#size = readFileSync(file).lastIndexOf("\n") + 1;
    ftruncateSync(this.#fd, this.#size);
  }

  /** Every whole line in order; undefined for one that is not JSON. */
  read(): unknown[] {
    const lines = readFileSync(this.#file, "utf8").split("\n");
    return lines.slice(0, -1).map(parse);
  }

  append(entry: object): void {
    const line = lineOf(entry);
    try {
      appendFileSync(this.#fd, line);
    } catch (error) {
      // A full disk may take half a line, which must not become the head of the next one.
      ftruncateSync(this.#fd, this.#size);
      throw error;
    }
    this.#size += Buffer.byteLength(line);
  }

  /** Puts one entry in the place of all; whenever the process dies, it is the old or the new. */
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
