import { existsSync } from "node:fs";
import { mkdir, rename, rm, utimes } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { holding, type Holder } from "../lock";
import { PATHS } from "../paths";
import { Problem } from "../../tools/problem";
import { hashOf } from "./hash";
import { prune, removeLeftovers } from "./prune";

/** Between two looks at whether another process has made a stage. */
const WAIT_MS = 200;

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

/** Says that a stage's output is in use, which keeps it from being removed before others. */
export async function touch(stage: Stage): Promise<void> {
  const now = new Date();
  // Only its owner can, as after `npm start` by root and `npm test` by somebody else.
  await utimes(outputOf(stage), now, now).catch(() => undefined);
}

/**
 * Makes a stage's output, unless another process does, which is then waited for. The output appears
 * at once and whole: a run that is killed leaves only what the next one removes. Outputs of contents
 * before the last one are removed, too.
 *
 * @param waits is told which process makes it
 * @returns whether this call made it
 * @throws Problem where the sources changed meanwhile, so that it is not what its name says
 */
export async function make(
  stage: Stage,
  waits: (maker: Holder) => void = () => undefined,
): Promise<boolean> {
  // Readable by all: servers that run as somebody else read it, and only locks are the owner's.
  await mkdir(PATHS.cache, { recursive: true });
  let told: number | undefined;
  const lock = {
    path: join(PATHS.cache, "locks", stage.name),
    command: `building ${stage.name}`,
    whenHeld: async (maker: Holder) => {
      if (told !== maker.pid) waits(maker);
      told = maker.pid;
      await sleep(WAIT_MS);
    },
  };
  return holding(lock, async () => {
    const output = outputOf(stage);
    if (existsSync(output)) return false;
    const folder = join(PATHS.cache, stage.name);
    await mkdir(folder, { recursive: true });
    await removeLeftovers(folder);
    const log = logOf(stage);
    await mkdir(dirname(log), { recursive: true });
    await rm(log, { force: true });
    // A name of this process's own: what a killed one started may still be writing into the other.
    const partial = `${output}.${String(process.pid)}`;
    await mkdir(partial);
    await stage.make({ output: partial, log });
    if (outputOf(stage) !== output) {
      throw new Problem(
        `The sources of ${stage.name} changed while it was being built.`,
        "Run it again.",
      );
    }
    await rename(partial, output);
    // Unpacking may have set an older time.
    await touch(stage);
    await prune(folder);
    return true;
  });
}

/** The file that holds what the programs of a stage's last run have said. */
export function logOf(stage: Stage): string {
  return join(PATHS.cache, "logs", `${stage.name}.log`);
}
