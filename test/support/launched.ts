import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(__dirname, "..", "..");

const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
  readonly scripts: Readonly<Record<string, string>>;
};

/** A command and its words, as `spawn` takes them. Its paths are whole, so that it may be run in any folder. */
export type Command = readonly [file: string, words: readonly string[]];

/**
 * What npm runs for one of package.json's scripts, without npm, which takes a second each time.
 * @throws where there is no such script
 */
export function scriptCommand(name: string, ...words: readonly string[]): Command {
  const script = scripts[name];
  if (script === undefined) throw new Error(`package.json has no script ${name}.`);
  const [command = "", ...its] = script.split(" ");
  // By this Node.js, whatever is on the PATH of what is started.
  const program = command === "node" ? [] : [join(ROOT, "node_modules/.bin", command)];
  return [process.execPath, [...program, ...its.map(whole), ...words]];
}

/** What runs a program of ours that no script names, as the scripts run theirs. @param path relative to the project */
export function programCommand(path: string, ...words: readonly string[]): Command {
  const [file, its] = scriptCommand("render");
  return [file, [...its.slice(0, -1), whole(path), ...words]];
}

function whole(word: string): string {
  const path = join(ROOT, word);
  return !word.startsWith("-") && existsSync(path) ? path : word;
}
