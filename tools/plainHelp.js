"use strict";
// --help for scripts that start other programs, which would print their own help.

/**
 * Prints the help of a script if its arguments ask for it.
 *
 * @param {readonly string[]} args
 * @param {{ usage: string, does: string, examples: readonly (readonly [line: string, does: string])[] }} help
 * @returns {boolean} whether it was printed
 */
function helped(args, { usage, does, examples }) {
  if (!args.some((arg) => arg === "--help" || arg === "-h")) return false;
  const width = Math.max(...examples.map(([line]) => line.length));
  const lines = examples.map(([line, what]) => `  ${line.padEnd(width)}  ${what}`);
  console.log([`Usage: ${usage}`, "", does, "", "Examples:", ...lines].join("\n"));
  return true;
}

module.exports = { helped };
