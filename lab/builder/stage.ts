import { existsSync } from "node:fs";
import { mkdir, rename, rm, utimes } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { holding, type Holder } from "../lock";
import { PATHS } from "../paths";
import { Problem } from "../../tools/problem";
import { hashOf } from "./hash";
import { prune, removeLeftovers } from "./prune";

/** How often to check whether another process has built a stage. */
const WAIT_MS = 200;

/** The paths that a stage's work gets. */
export interface Workplace {
  /** An empty folder for the stage's output. */
  readonly output: string;
  /** A log file for what its programs print. */
  readonly log: string;
}

/** One step of the build: it makes a folder from its inputs, once for each state of these inputs. */
export interface Stage {
  readonly name: string;
  readonly needs: readonly Stage[];
  /** A hash of the stage's own inputs. Those of the stages that it needs are added to it. */
  readonly inputs: () => string;
  /** Estimated seconds for a build from scratch on two cores, used until this machine has built it once. */
  readonly expectedSeconds: number;
  readonly make: (workplace: Workplace) => Promise<void>;
  /** Programs that only this stage's build needs, each with how to get it. */
  readonly programs?: Readonly<Record<string, string>>;
}

/** A hash of everything that decides what a stage makes. */
export function keyOf(stage: Stage): string {
  return hashOf(stage.name, stage.inputs(), ...stage.needs.map(keyOf));
}

/** The path of a stage's output, whether or not it has been built. */
export function outputOf(stage: Stage): string {
  return join(PATHS.cache, stage.name, keyOf(stage));
}

/** Whether a stage's output exists. */
export function isMade(stage: Stage): boolean {
  return existsSync(outputOf(stage));
}

/** Some stages and everything they need, each after what it needs itself. */
export function withNeeds(stages: readonly Stage[]): readonly Stage[] {
  const ordered = new Set<Stage>();
  const visit = (stage: Stage): void => {
    stage.needs.forEach(visit);
    ordered.add(stage);
  };
  stages.forEach(visit);
  return [...ordered];
}

/** Marks a stage's output as used, so that older ones are removed before it. */
export async function touch(stage: Stage): Promise<void> {
  const now = new Date();
  // Only the owner can do this. It fails, for example, when root ran `npm start` and somebody else runs `npm test`.
  await utimes(outputOf(stage), now, now).catch(() => undefined);
}

/**
 * Makes a stage's output, or waits if another process is making it. The output appears at once and complete: a run that
 * is killed leaves only files that the next run removes. Outputs older than the previous one are removed, too.
 *
 * @param waits is called with the process that is making it
 * @returns whether this call made it
 * @throws Problem if the sources changed meanwhile, so that the output would not match its name
 */
export async function make(
  stage: Stage,
  waits: (maker: Holder) => void = () => undefined,
): Promise<boolean> {
  // Readable by everyone: servers that run as other users read it. Only the locks are private to the owner.
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
    // A name that only this process uses: programs of a killed run may still be writing into theirs.
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
    // Unpacking may have set an older modification time.
    await touch(stage);
    await prune(folder);
    return true;
  });
}

/** The log file of the last run of a stage's programs. */
export function logOf(stage: Stage): string {
  return join(PATHS.cache, "logs", `${stage.name}.log`);
}
