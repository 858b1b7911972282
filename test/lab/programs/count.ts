import { linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { setImmediate as turn } from "node:timers/promises";

import { holding } from "../../../lab/lock";

/** Leaves a lock like that of a killed process. */
function leaveDead(path: string): void {
  const dead = `${path}.dead.${process.pid}`;
  writeFileSync(dead, JSON.stringify({ pid: process.pid, startTime: "1", command: "", since: "" }));
  try {
    linkSync(dead, path);
  } catch {
    // Another process holds it.
  }
  rmSync(dead);
}

/** Increments a number in a file. Without the lock, increments would be lost. */
async function main(lock = "", file = "", times = ""): Promise<void> {
  for (let count = 0; count < Number(times); count += 1) {
    await holding({ path: lock, command: "counting", whenHeld: () => turn() }, async () => {
      const before = Number(readFileSync(file, "utf8"));
      await turn();
      writeFileSync(file, String(before + 1));
    });
    leaveDead(lock);
  }
}

main(...process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
