import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { readFile } from "node:fs/promises";

import { Problem } from "../../tools/problem";

export interface ExecOptions {
  readonly cwd?: string;
  /** Variables added to this process's own environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** A file for everything that the program writes. Without one, its standard output is returned. */
  readonly log?: string;
  readonly input?: string;
}

const TAIL_LINES = 12;

/**
 * Runs a program until it exits and returns what it wrote to standard output.
 *
 * @throws Problem with the program's last output if it fails or does not exist
 */
export async function exec(
  program: string,
  args: readonly string[],
  options: ExecOptions = {},
): Promise<string> {
  const log = options.log === undefined ? undefined : openSync(options.log, "a");
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ["pipe", log ?? "pipe", log ?? "pipe"],
  });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout?.on("data", (chunk: Buffer) => out.push(chunk));
  child.stderr?.on("data", (chunk: Buffer) => err.push(chunk));
  // If a program exits without reading its input, only its exit status counts.
  child.stdin?.on("error", () => undefined);
  child.stdin?.end(options.input ?? "");
  try {
    const status = await new Promise<number | string>((done, failed) => {
      child.once("error", failed);
      child.once("close", (code, signal) => {
        done(code ?? signal ?? "unknown");
      });
    });
    if (status === 0) return Buffer.concat(out).toString();
    const said =
      options.log === undefined
        ? Buffer.concat(err).toString() || Buffer.concat(out).toString()
        : await readFile(options.log, "utf8");
    throw new Problem(
      `${[program, ...args].join(" ").slice(0, 200)} ended with ${status}:\n${tail(said)}`,
      options.log === undefined
        ? "See its output above."
        : `Its complete output is in ${options.log}.`,
    );
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      throw new Problem(
        `${program} is not on this machine.`,
        `Install ${program}, or add it to PATH.`,
      );
    }
    throw error;
  } finally {
    if (log !== undefined) closeSync(log);
  }
}

function tail(text: string): string {
  return text.trimEnd().split("\n").slice(-TAIL_LINES).join("\n");
}

/** Runs a program in this terminal and returns its exit status. */
export async function inherit(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<number> {
  const child = spawn(program, args, { stdio: "inherit", env: { ...process.env, ...env } });
  return new Promise((done, failed) => {
    child.once("error", failed);
    child.once("close", (code) => {
      done(code ?? 1);
    });
  });
}
