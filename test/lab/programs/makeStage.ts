import { once } from "node:events";
import { appendFileSync, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { build } from "../../../lab/builder/progress";
import { PATHS } from "../../../lab/paths";
import { stage } from "../support/stages";

/** Makes a stage in two halves, the second one on command. */
const slow = stage("slow", {
  make: async ({ output }) => {
    appendFileSync(join(PATHS.cache, "makers"), `${process.pid}\n`);
    if (existsSync(join(output, "first"))) throw new Error("It is not made from nothing.");
    writeFileSync(join(output, "first"), "");
    console.log("half made");
    await once(process.stdin, "data");
    writeFileSync(join(output, "second"), "");
  },
});

build([slow])
  .then(() => process.stdin.destroy())
  .catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });
