import { readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";

import { writeWhole } from "../../files";
import type { Tree } from "../model/model";

/** The number of renderings that are kept: those of a few commits. */
const MOST = 16;

/**
 * A cache of rendered commits, which never change. Each rendering is a file of paths and texts, and only the latest are
 * kept.
 * @param folder a folder for the cache only
 */
export class Remembered {
  constructor(private readonly folder: string) {}

  /** The tree of a commit's stack; undefined if it is not in the cache or not readable. */
  get(commit: string, stack: string): Tree | undefined {
    try {
      const text = readFileSync(this.#file(commit, stack), "utf8");
      return new Map(JSON.parse(text) as [string, string][]);
    } catch {
      return undefined;
    }
  }

  set(commit: string, stack: string, tree: Tree): void {
    const file = this.#file(commit, stack);
    writeWhole(file, JSON.stringify([...tree]));
    for (const old of this.#latestFirst().slice(MOST)) rmSync(old, { force: true });
  }

  #latestFirst(): readonly string[] {
    return readdirSync(this.folder)
      .map((name) => join(this.folder, name))
      .flatMap((path) => {
        // Another process may have deleted it.
        const written = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
        return written === undefined ? [] : [{ path, written }];
      })
      .sort((a, b) => b.written - a.written)
      .map(({ path }) => path);
  }

  #file(commit: string, stack: string): string {
    return join(this.folder, `${commit}-${stack}.json`);
  }
}
