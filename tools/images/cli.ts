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
    "Asks the registries for the digests of the pinned images. Renovate, by renovate.json, says what is newer, and updates a digest that is there; this writes the first one of an image, and shows which registries do not answer.",
  )
  .option(
    "--write [file]",
    "writes the digests that were looked up; left out: infra/imageDigests.ts",
  )
  .option("--strict", "fails where a registry does not answer")
  .option("--table <file>", "other images than the program's: a JSON object, each by its name")
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
      `${unknown} of ${rows.length} images are not known to a registry.\nSee the lines above, and run it where their registries can be reached.`,
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
      `${file} holds no table of images: ${line}`,
      "Write it as a JSON object of names and images.",
      { cause: error },
    );
  }
}

void run(command, {
  usage: "npm run images; --help has examples.",
  examples: [
    ["npm run images", "says by which digests the images are known"],
    ["npm run images -- --write --strict", "pins each by its digest, or fails"],
  ],
});
