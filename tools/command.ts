import { RunError } from "@pulumi/pulumi/errors";
import type { Command } from "commander";

import { Problem } from "./problem";
import { table } from "./table";

export interface Help {
  /** How to call it, without rarely used options. */
  readonly usage: string;
  /** Shell commands, and what each does. */
  readonly examples: readonly (readonly [line: string, does: string])[];
}

/**
 * Runs a command line program to its end. Errors are printed to stderr: those that the user can fix as one line of
 * cause and one of remedy. The process then exits with status 1.
 */
export async function run(program: Command, help: Help): Promise<void> {
  explain(program, help);
  try {
    await program.parseAsync();
  } catch (error) {
    tell(error);
  }
}

/** Prints why a program fails, and sets the exit status. */
export function tell(error: unknown): void {
  console.error(reason(error));
  process.exitCode = 1;
}

function reason(error: unknown): unknown {
  if (error instanceof Problem) return String(error);
  // What a stack declares was rejected: the message has each mistake and its remedy on separate lines.
  if (RunError.isInstance(error)) return error.message;
  // A bug in the program: print its stack trace.
  return error;
}

function explain(program: Command, { usage, examples }: Help): void {
  for (const each of [program, ...program.commands]) {
    const its =
      each === program
        ? examples
        : examples.filter(([line]) =>
            [each.name(), ...each.aliases()].some((name) => calls(line, name)),
          );
    const lines = table(its).map((line) => `  ${line}`);
    if (its.length > 0) each.addHelpText("after", ["\nExamples:", ...lines].join("\n"));
    each.configureOutput({
      // The cause is one line, although commander puts its suggestion on a separate one.
      outputError: (text, print) =>
        print(`${text.trim().replaceAll("\n", " ")}\nUsage: ${usage}\n`),
    });
  }
}

/** Whether a shell command calls a subcommand: `npm run lab -- up`, or `npm start`. */
function calls(line: string, name: string): boolean {
  return (
    line.includes(` -- ${name} `) || line.endsWith(` -- ${name}`) || line.startsWith(`npm ${name}`)
  );
}

/** Aborted when the user interrupts the program, which then stops and cleans up what it has started. */
export function interruption(): AbortSignal {
  const over = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => over.abort());
  }
  return over.signal;
}
