import { join } from "node:path";

import { Command } from "commander";

import packageJson from "../../package.json";
import { run } from "../command";
import { readNamed } from "../files";
import { releaseNotes } from "./changelog";

const CHANGELOG = join(__dirname, "../../CHANGELOG.md");

const command = new Command("node tools/launch tools/ci/releaseNotesCli.ts")
  .description("Prints a release's section of the changelog, for its release page.")
  .argument("<tag>", "such as v1.2.3; must match the version in package.json")
  .action((tag: string) => {
    const changelog = readNamed(CHANGELOG, "It is in the project's top folder.");
    console.log(releaseNotes(tag, packageJson.version, changelog));
  });

void run(command, {
  usage: "node tools/launch tools/ci/releaseNotesCli.ts <tag>",
  examples: [
    ["node tools/launch tools/ci/releaseNotesCli.ts v1.2.3", "prints the changes of 1.2.3"],
  ],
});
