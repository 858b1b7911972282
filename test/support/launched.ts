import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(__dirname, "..", "..");

const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
  readonly scripts: Readonly<Record<string, string>>;
};

/** A command and its arguments, for `spawn`. Paths are absolute, so that it works in any folder. */
export type Command = readonly [file: string, words: readonly string[]];

/**
 * The command behind one of package.json's scripts, without npm, which needs a second each time.
 * @throws if there is no such script
 */
export function scriptCommand(name: string, ...words: readonly string[]): Command {
  const script = scripts[name];
  if (script === undefined) throw new Error(`package.json has no script ${name}.`);
  const [command = "", ...its] = script.split(" ");
  // With this Node.js, whatever the child's PATH is.
  const program = command === "node" ? [] : [join(ROOT, "node_modules/.bin", command)];
  return [process.execPath, [...program, ...its.map(whole), ...words]];
}

/** The command for one of our programs that has no script, run like the scripts. @param path relative to the project */
export function programCommand(path: string, ...words: readonly string[]): Command {
  const [file, its] = scriptCommand("render");
  return [file, [...its.slice(0, -1), whole(path), ...words]];
}

function whole(word: string): string {
  const path = join(ROOT, word);
  return !word.startsWith("-") && existsSync(path) ? path : word;
}
