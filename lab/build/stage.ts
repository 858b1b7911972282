import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";

import { PATHS } from "../paths";
import { hashOf } from "./hash";

/** What a stage's work is given. */
export interface Workplace {
  /** An empty folder for what the stage makes. */
  readonly output: string;
  /** A file for what its programs say. */
  readonly log: string;
}

/** One step of the build: makes a folder from its inputs, once for each content of them. */
export interface Stage {
  readonly name: string;
  readonly needs: readonly Stage[];
  /** A name for the content of the stage's own inputs; those of what it needs are added. */
  readonly inputs: () => string;
  /** Seconds it takes from nothing on two cores, until this machine has been seen doing it. */
  readonly expectedSeconds: number;
  readonly make: (workplace: Workplace) => Promise<void>;
}

/** The name for all that decides what a stage makes. */
export function keyOf(stage: Stage): string {
  return hashOf(stage.name, stage.inputs(), ...stage.needs.map(keyOf));
}

/** Where a stage's output is, or will be. */
export function outputOf(stage: Stage): string {
  return join(PATHS.cache, stage.name, keyOf(stage));
}

export function isMade(stage: Stage): boolean {
  return existsSync(outputOf(stage));
}

/** Every stage that some stages need, themselves included, each after what it needs. */
export function withNeeds(stages: readonly Stage[]): readonly Stage[] {
  const ordered = new Set<Stage>();
  const visit = (stage: Stage): void => {
    stage.needs.forEach(visit);
    ordered.add(stage);
  };
  stages.forEach(visit);
  return [...ordered];
}

/**
 * Makes a stage's output. It appears at once and whole: a run that is killed leaves only a folder
 * that the next one removes. Outputs of earlier contents are removed.
 */
export async function make(stage: Stage): Promise<void> {
  const output = outputOf(stage);
  const partial = `${output}.partial`;
  const logs = join(PATHS.cache, "logs");
  const log = join(logs, `${stage.name}.log`);
  await mkdir(logs, { recursive: true });
  await rm(log, { force: true });
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  await stage.make({ output: partial, log });
  await rename(partial, output);
  for (const other of await readdir(join(output, ".."))) {
    const path = join(output, "..", other);
    if (path !== output) await rm(path, { recursive: true, force: true });
  }
}
