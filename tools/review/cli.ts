import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

import { Argument, Command, Option } from "commander";

import { interruption, run } from "../command";
import { asJson } from "./format/json";
import { asMarkdown } from "./format/markdown";
import { asText } from "./format/text";
import { Problem } from "../problem";
import { review, type Review } from "./review";
import { pairsOf, unpaired } from "./sides/pairs";
import { sideOf, workingTree } from "./sides/sides";

interface Options {
  readonly stack?: string;
  readonly format: "text" | "markdown" | "json";
  readonly output?: string;
}

/** The file with the complete report, if a comment is too short for it. */
const WHOLE = "out/diff.md";

const command = new Command("npm run diff --")
  .description("Explains what changes between two versions, worst first.")
  .addArgument(new Argument("<base>", "a git ref, or a rendered folder"))
  .addArgument(
    new Argument("[head]", "a git ref, or a rendered folder; by default the working copy"),
  )
  .option("--stack <name>", "compare only this stack")
  .addOption(
    new Option("--format <name>", "the output format")
      .choices(["text", "markdown", "json"])
      .default("text"),
  )
  .option(
    "--output <file>",
    `also write the complete result to this file; by default ${WHOLE}, if the Markdown is truncated`,
  )
  .action(diff);

async function diff(base: string, head: string | undefined, options: Options): Promise<void> {
  const ended = interruption();
  const [before, after] = [
    await sideOf(base, ended),
    head === undefined ? workingTree(ended) : await sideOf(head, ended),
  ];
  const found = review(
    await pairsOf(before, after, options.stack),
    options.stack === undefined ? unpaired(before, after) : [],
  );
  const { text, whole } = written(found, options);
  if (options.output !== undefined) save(options.output, whole ?? text);
  else if (whole !== undefined) save(WHOLE, whole);
  // stdout gets only what can be published: nothing, if there are no changes.
  if (text === "") console.error(`No changes in ${found.stacks.join(" and ")}.`);
  process.stdout.write(text);
}

function written(found: Review, { format, output }: Options): { text: string; whole?: string } {
  switch (format) {
    case "text":
      return { text: asText(found, { colors: process.stdout.isTTY }) };
    case "json":
      return { text: asJson(found) };
    case "markdown": {
      const { comment, whole } = asMarkdown(found, output ?? WHOLE);
      return { text: comment, ...(whole !== undefined && { whole }) };
    }
  }
}

function save(file: string, text: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  } catch (error) {
    throw new Problem(
      `${file} cannot be written: ${(error as Error).message}`,
      "Choose another file with --output.",
    );
  }
}

// A reader that closes the pipe early, such as head, has seen enough.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

void run(command, {
  usage: "npm run diff -- <base> [<head>]; --help has examples.",
  examples: [
    ["npm run diff -- main", "explains what changes between main and your working copy"],
    ["npm run diff -- v1 v2 --stack prod", "compares two tags, only for prod"],
    [
      "npm run --silent diff -- main --format markdown > diff.md",
      "writes a comment for a pull request",
    ],
  ],
});
