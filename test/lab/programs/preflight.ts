import { preflight } from "../../../lab/preflight";
import { tell } from "../../../tools/command";

/** Checks whether the cluster could be run here, or built and run, as this user or as nobody. */
async function main(what = "", who = ""): Promise<void> {
  if (who === "nobody" && process.getuid?.() === 0) process.setuid?.(65534);
  await preflight(what === "build");
}

main(...process.argv.slice(2)).catch(tell);
