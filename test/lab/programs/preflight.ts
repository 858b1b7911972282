import { kafkaJars } from "../../../lab/builder/kafka";
import { preflight } from "../../../lab/preflight";
import { tell } from "../../../tools/command";

/** Checks whether the cluster could be run here, or built and run, or with Kafka, as this user or as nobody. */
async function main(what = "", who = ""): Promise<void> {
  if (who === "nobody" && process.getuid?.() === 0) process.setuid?.(65534);
  await preflight({ build: [{}], messaging: [kafkaJars] }[what] ?? []);
}

main(...process.argv.slice(2)).catch(tell);
