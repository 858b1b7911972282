import { once } from "node:events";

import { withLock } from "../../../lab/lock";
import { Problem } from "../../../lab/problem";

/** Says when it is ready, takes the cluster's lock when it is told to, and ends as it is told to. */
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
  .catch((error: unknown) => {
    console.error(error instanceof Problem ? `${error.message}\n${error.remedy}` : error);
    process.exitCode = 1;
  })
  .finally(() => process.stdin.destroy());
