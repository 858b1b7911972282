import leven from "leven";

import { Problem } from "../problem";
import { tableLine } from "../table";
import { COMMANDS, type Listed } from "./commands";

/** npm runs these without `run`. */
const SHORT = ["start", "test"];

/** The command line of a script. */
export function lineOf(script: string): string {
  return SHORT.includes(script) ? `npm ${script}` : `npm run ${script}`;
}

const all = Object.values(COMMANDS).flat();

/**
 * All commands by purpose, or only the requested one.
 * @throws Problem if it does not exist, with the most similar name
 */
export function helpText(name?: string): string {
  if (name !== undefined) return `${rowOf(found(name))}\n\n${more(lineOf(name))}`;
  const groups = Object.entries(COMMANDS).map(([intent, some]) =>
    [intent, ...some.map((each) => `  ${rowOf(each)}`)].join("\n"),
  );
  return [...groups, more("npm run <command>")].join("\n\n");
}

function rowOf([script, does]: Listed): string {
  const width = Math.max(...all.map(([each]) => lineOf(each).length));
  return tableLine([lineOf(script), does], [width]);
}

function more(line: string): string {
  return `Options and examples: ${line} -- --help`;
}

function found(name: string): Listed {
  const listed = all.find(([script]) => script === name);
  if (listed) return listed;
  const [nearest = ""] = all
    .map(([script]) => script)
    .toSorted((a, b) => leven(a, name) - leven(b, name));
  throw new Problem(
    `There is no command ${name}.`,
    leven(nearest, name) <= 2 ? `Did you mean ${nearest}?` : "npm run help lists them.",
  );
}
