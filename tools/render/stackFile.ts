import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname } from "node:path";

import { YAMLException } from "js-yaml";

import { PROJECT } from "../../infra/settings";
import { Problem } from "../problem";
import { isRecord } from "../record";
import { loadAsPulumi } from "./pulumiYaml";

/** The content of a stack's file, not yet validated. */
export interface StackFile {
  /** The value of `autodealgenie:monitoring`. */
  readonly settings: unknown;
  /** Every configuration key, as `namespace:key`. */
  readonly keys: readonly string[];
}

const KEY = `${PROJECT}:monitoring`;
const START = `Start from Pulumi.dev.yaml: config contains ${KEY}, which contains the settings.`;
/** The top-level keys that Pulumi itself uses in such a file, besides `config`. */
const TOP = new Set(["config", "secretsprovider", "encryptedkey", "encryptionsalt", "environment"]);

/**
 * Reads a stack's file.
 * @throws Problem with the file, the line if there is one, and the remedy
 */
export function readStackFile(path: string): StackFile {
  const name = basename(path);
  const file = parsed(name, textOf(path));
  if (file === null || file === undefined) throw new Problem(`${name} is empty.`, START);
  if (!isRecord(file)) {
    throw new Problem(`${name} must be a section with the key config, got ${kindOf(file)}.`, START);
  }
  // Keys that start with x- hold anchors and are ignored, as in other YAML files.
  const misplaced = Object.keys(file).find((key) => !TOP.has(key) && !key.startsWith("x-"));
  if (misplaced !== undefined) {
    throw new Problem(
      `${name}: Pulumi ignores "${misplaced}" at the top level of the file.`,
      `Indent it, so that it is ${misplaced === "monitoring" ? `${KEY} ` : ""}in config; the other keys at the top level are ${[...TOP].slice(1).join(", ")}.`,
    );
  }
  if (!isRecord(file.config)) {
    throw new Problem(
      `${name}: config must be a section with keys, got ${kindOf(file.config)}.`,
      START,
    );
  }
  const config = byFullKeys(file.config, name);
  if (config[KEY] === undefined || config[KEY] === null) {
    throw new Problem(`${name} has no settings under ${KEY} in config.`, START);
  }
  return { settings: structured(config[KEY]), keys: Object.keys(config) };
}

/**
 * The full keys, as Pulumi reads them: a key without a namespace is the project's, and `config:` in the middle is
 * optional.
 */
function byFullKeys(config: Readonly<Record<string, unknown>>, name: string) {
  const full: Record<string, unknown> = {};
  for (const [written, value] of Object.entries(config)) {
    const key = written.includes(":")
      ? written.replace(/^([^:]+):config:/, "$1:")
      : `${PROJECT}:${written}`;
    if (key in full) {
      throw new Problem(`${name}: config has ${key} twice.`, "Remove one of them.");
    }
    full[key] = value;
  }
  return full;
}

/** A section that was set as JSON with `pulumi config set` is a string in the file. The program parses it. */
function structured(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== "ENOENT") {
      throw new Problem(`${path} cannot be read: ${message}`, "Make sure that it is a file.");
    }
    const others = stacksIn(dirname(path));
    throw new Problem(
      `There is no ${path}.`,
      others.length === 0
        ? "Run the command in the project's folder, or write the file as docs/configuration.md explains."
        : `Write it as docs/configuration.md explains, or choose an existing stack: ${others.join(", ")}.`,
    );
  }
}

/** The stacks that have a file in a folder. */
export function stacksIn(folder: string): readonly string[] {
  try {
    return stacksOf(readdirSync(folder));
  } catch {
    return [];
  }
}

/** The stacks of the file names in a list. */
export function stacksOf(files: readonly string[]): readonly string[] {
  return files.flatMap((name) => /^Pulumi\.(.+)\.yaml$/.exec(name)?.[1] ?? []);
}

const SAYS_NOTHING = /^\s*(#.*|---\s*|\.\.\.\s*)?$/;

function parsed(name: string, text: string): unknown {
  // An empty document is valid YAML, but js-yaml rejects it.
  if (text.split("\n").every((line) => SAYS_NOTHING.test(line))) return undefined;
  try {
    return loadAsPulumi(text);
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const { mark, reason } = error;
    const at = mark === undefined ? name : `${name}:${mark.line + 1}:${mark.column + 1}`;
    const line = mark === undefined ? undefined : text.split("\n")[mark.line]?.trim();
    const shown = line === undefined || line === "" ? "" : `, at "${line.slice(0, LONGEST)}"`;
    throw new Problem(
      `${at}: ${reason}${shown}.`,
      "Fix the line, or the one before it: the keys of a section start in the same column, indented with spaces and not tabs, with a space after each colon.",
    );
  }
}

const LONGEST = 80;

function kindOf(value: unknown): string {
  if (value === undefined || value === null) return "nothing";
  return Array.isArray(value) ? "a list" : JSON.stringify(value).slice(0, LONGEST);
}
