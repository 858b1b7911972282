import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";

import { PATHS } from "../../../lab/paths";
import { programCommand } from "../../support/launched";

export interface Ended {
  readonly status: number | null;
  readonly signal: string | null;
  readonly out: string;
  readonly err: string;
}

const running = new Set<Program>();
afterAll(() => running.forEach((program) => program.kill("SIGKILL")));

/** A child process that runs a program in test/lab/programs, or another one of the project. */
export class Program {
  /** Resolves with its exit status when it has ended. */
  readonly ended: Promise<Ended>;
  readonly #child: ChildProcessWithoutNullStreams;
  #out = "";
  #err = "";

  constructor(path: string, args: readonly string[], env: Readonly<Record<string, string>>) {
    this.#child = spawn(...programCommand(path, ...args), {
      cwd: PATHS.project,
      env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    });
    running.add(this);
    this.#child.stdout.on("data", (chunk: Buffer) => (this.#out += chunk.toString()));
    this.#child.stderr.on("data", (chunk: Buffer) => (this.#err += chunk.toString()));
    // It may exit before it reads its input.
    this.#child.stdin.on("error", () => undefined);
    this.ended = once(this.#child, "close").then(([status, signal]) => {
      running.delete(this);
      return { status, signal, out: this.#out, err: this.#err };
    });
  }

  get pid(): number {
    return this.#child.pid!;
  }

  /** Resolves once it has printed some text. Rejects with its output if it ends without doing so. */
  async says(words: string): Promise<void> {
    while (!this.#out.includes(words)) {
      const end = await Promise.race([this.ended, once(this.#child.stdout, "data")]);
      if ("out" in end && !end.out.includes(words)) {
        throw new Error(`It ended without saying "${words}":\n${end.out}${end.err}`);
      }
    }
  }

  /** Lets it continue when it waits for a line. */
  go(): void {
    this.#child.stdin.write("go\n");
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }
}
