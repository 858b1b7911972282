import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { delimiter, join } from "node:path";

import type { StackModel } from "../../infra/model-checks";
import { configurationOf } from "../render/files";
import { writeFolder } from "../render/folder";

/** A program that reads a part of the rendered files and reports mistakes in it. */
interface Reader {
  readonly name: "amtool" | "promtool";
  readonly args: readonly string[];
  /** What it checks, by its path in the rendered folder. Beside an operator, a stack does not have it. */
  readonly file: string;
}

const READERS: readonly Reader[] = [
  {
    name: "promtool",
    args: ["check", "config", "--lint=all", "--lint-fatal"],
    file: "prometheus/prometheus.yml",
  },
  { name: "amtool", args: ["check-config"], file: "alertmanager/alertmanager.yml" },
];

/** What the readers reported about a stack. */
export interface Readings {
  /** The mistakes, one line each. */
  readonly faults: readonly string[];
  /** Readers that are not on this machine and were skipped. */
  readonly missing: readonly string[];
}

/** The files of a declared stack for the readers. No resource has to be registered for this. */
export function filesRead({ workloads }: StackModel): ReadonlyMap<string, string> {
  const objects = workloads.flatMap(({ configMaps, resource }) => [...configMaps, resource]);
  return configurationOf(objects);
}

/**
 * Has each reader on this machine check the rendered configuration.
 *
 * @param files the rendered configuration, by path
 * @param find returns the path of a program
 */
export async function askReaders(
  files: ReadonlyMap<string, string>,
  find: (program: string) => string | undefined = programPath,
): Promise<Readings> {
  const parent = mkdtempSync(join(tmpdir(), "check-"));
  try {
    const folder = join(parent, "rendered");
    writeFolder(folder, files);
    const asked = READERS.filter(({ file }) => files.has(file)).map(
      async ({ name, args, file }) => {
        const path = find(name);
        if (path === undefined) return { name, faults: undefined };
        return { name, faults: await faultsBy(path, [...args, file], folder) };
      },
    );
    const answers = await Promise.all(asked);
    return {
      faults: answers.flatMap(({ name, faults = [] }) => faults.map((line) => `${name}: ${line}`)),
      missing: answers.filter(({ faults }) => faults === undefined).map(({ name }) => name),
    };
  } finally {
    rmSync(parent, { recursive: true, force: true });
  }
}

/** More than either takes on any machine. */
const LONGEST_MS = 120_000;
/** Output lines that report no mistake. */
const SAYS_NOTHING = /^(?:Checking |Found:| ?- |\s*SUCCESS|\s*$)/;

function faultsBy(path: string, args: readonly string[], cwd: string): Promise<readonly string[]> {
  return new Promise((resolve) => {
    execFile(path, [...args], { cwd, timeout: LONGEST_MS }, (error, stdout, stderr) => {
      if (error === null) {
        resolve([]);
        return;
      }
      const lines = `${stdout}\n${stderr}`
        .split("\n")
        .filter((line) => !SAYS_NOTHING.test(line))
        .map((line) => line.trim());
      resolve(lines.length > 0 ? lines : [error.message.split("\n")[0] ?? "failed"]);
    });
  });
}

/**
 * The path of a program: from the variable `AUTODEALGENIE_<PROGRAM>`, on the PATH, or among the programs that the local
 * cluster built from the pinned modules. Undefined if it is in none of them.
 */
export function programPath(
  program: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
): string | undefined {
  const named = env[`AUTODEALGENIE_${program.toUpperCase()}`];
  const onPath = (env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  const cache =
    env.AUTODEALGENIE_CACHE ??
    join(env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "autodealgenie");
  return [
    ...(named === undefined ? [] : [named]),
    ...[...builtIn(cache), ...onPath].map((folder) => join(folder, program)),
  ].find((path) => existsSync(path));
}

/** Built programs are in `<stage>/<hash of its sources>/`. */
function builtIn(cache: string): readonly string[] {
  return ["alertmanager", "observability"].flatMap((what) =>
    entriesOf(join(cache, what)).map((key) => join(cache, what, key)),
  );
}

function entriesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
