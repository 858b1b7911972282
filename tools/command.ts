import { RunError } from "@pulumi/pulumi/errors";
import type { Command } from "commander";

import { Problem } from "./problem";
import { table } from "./table";

export interface Help {
  /** How it is called, without options that seldom matter. */
  readonly usage: string;
  /** Lines of a shell, and what each does. */
  readonly examples: readonly (readonly [line: string, does: string])[];
}

/**
 * Runs a command line program to its end. What goes wrong is told on stderr, what the user can mend on one line of
 * cause and one of remedy, and the process ends with status 1.
 */
export async function run(program: Command, help: Help): Promise<void> {
  explain(program, help);
  try {
    await program.parseAsync();
  } catch (error) {
    tell(error);
  }
}

/** Prints why a program fails, and has its process end so. */
export function tell(error: unknown): void {
  console.error(reason(error));
  process.exitCode = 1;
}

function reason(error: unknown): unknown {
  if (error instanceof Problem) return String(error);
  // What a stack declares is refused: the message has each fault and the remedy on lines of their own.
  if (RunError.isInstance(error)) return error.message;
  // A fault of the program: its stack says where.
  return error;
}

function explain(program: Command, { usage, examples }: Help): void {
  const lines = table(examples).map((line) => `  ${line}`);
  program.addHelpText("after", ["\nExamples:", ...lines].join("\n"));
  for (const each of [program, ...program.commands]) {
    each.configureOutput({
      // The cause is one line, though commander sets its suggestion apart.
      outputError: (text, print) =>
        print(`${text.trim().replaceAll("\n", " ")}\nUse it so: ${usage}\n`),
    });
  }
}

/** Aborted as soon as somebody interrupts the program, which then ends what it has begun. */
export function interruption(): AbortSignal {
  const over = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => over.abort());
  }
  return over.signal;
}
