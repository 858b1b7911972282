import { once } from "node:events";

import { withLock } from "../../../lab/lock";
import { tell } from "../../../tools/command";
import { Problem } from "../../../tools/problem";

/** Prints that it is ready, takes the cluster's lock on command, and ends in a given way. */
async function main(command = "", ending = ""): Promise<void> {
  console.log("ready");
  await once(process.stdin, "data");
  await withLock(command, async () => {
    console.log("has it");
    await once(process.stdin, "data");
    if (ending === "throw") throw new Problem("It went wrong.", "Mend it.");
    if (ending === "exit") process.exit(7);
  });
}

main(...process.argv.slice(2))
  .catch(tell)
  .finally(() => process.stdin.destroy());
