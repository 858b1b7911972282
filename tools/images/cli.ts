import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { Command } from "commander";
import { z } from "zod";

import { DIGESTS } from "../../infra/imageDigests";
import { IMAGES } from "../../infra/versions";
import { keptWith } from "../../infra/images/pinned";
import { run } from "../command";
import { Problem } from "../problem";
import { lookedUp, moduleOf, rowsOf, tableOf } from "./report";

const FILE = join(__dirname, "..", "..", "infra", "imageDigests.ts");

interface Options {
  readonly write?: string | true;
  readonly strict?: true;
  readonly table?: string;
}

const command = new Command("npm run images --")
  .description(
    "Looks up the digests of the pinned images in their registries. This writes the first digest of an image and shows which registries do not answer. Renovate (renovate.json) proposes newer images and updates existing digests.",
  )
  .option(
    "--write [file]",
    "write the digests that were looked up; by default to infra/imageDigests.ts",
  )
  .option("--strict", "fail if a registry does not answer")
  .option(
    "--table <file>",
    "look up other images than the program's: a JSON object of names and images",
  )
  .action(images);

async function images({ write, strict, table }: Options): Promise<void> {
  const wanted = table === undefined ? IMAGES : tableIn(table);
  const rows = await rowsOf(wanted);
  console.log(tableOf(rows));
  const unknown = rows.filter(({ digest }) => digest === undefined).length;
  if (write !== undefined) {
    const before = table === undefined ? DIGESTS : {};
    const kept = keptWith(wanted, before, lookedUp(rows));
    writeFileSync(write === true ? FILE : write, moduleOf(kept));
    console.log(`\n${Object.keys(kept).length} of ${rows.length} images are pinned by a digest.`);
  }
  if (strict === true && unknown > 0) {
    console.error(
      `${unknown} of ${rows.length} images could not be looked up.\nSee the lines above, and run the command where their registries can be reached.`,
    );
    process.exitCode = 1;
  }
}

function tableIn(file: string): Readonly<Record<string, string>> {
  try {
    return z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    const [line = ""] = (error as Error).message.split("\n");
    throw new Problem(
      `${file} is not a table of images: ${line}`,
      "Write it as a JSON object of names and images.",
      { cause: error },
    );
  }
}

void run(command, {
  usage: "npm run images; --help has examples.",
  examples: [
    ["npm run images", "shows the digests of the images"],
    ["npm run images -- --write --strict", "pins each by its digest, or fails"],
  ],
});
