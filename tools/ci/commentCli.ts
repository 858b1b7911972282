import { Command, InvalidArgumentError } from "commander";

import { run } from "../command";
import { given } from "./environment";
import { commentsOf } from "./github";
import { readNamed } from "../files";
import { publish } from "./publish";

/** How to write the file. */
const HOW = "Write it first: npm run --silent diff -- <base> --format markdown";

const command = new Command("npm run comment --")
  .description("Posts a file as the one comment of a pull request, and updates it.")
  .argument("<file>", "the comment in Markdown, as npm run diff writes it")
  .requiredOption("--pull <number>", "the pull request's number", pullNumber)
  .action(async (file: string, { pull }: { readonly pull: number }) => {
    const text = readNamed(file, HOW);
    const comments = commentsOf({
      api: given("GITHUB_API_URL"),
      repository: given("GITHUB_REPOSITORY"),
      token: given("GITHUB_TOKEN"),
      number: pull,
    });
    console.log(`The comment on pull request ${String(pull)} is ${await publish(comments, text)}.`);
  });

function pullNumber(text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw new InvalidArgumentError("Give the number of the pull request.");
}

void run(command, {
  usage: "npm run comment -- <file> --pull <number>",
  examples: [["npm run comment -- diff.md --pull 7", "posts diff.md on pull request 7"]],
});
