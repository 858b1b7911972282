import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { ensureDebianTree } from "../../lab/builder/debian";
import { javaTree } from "../../lab/builder/java";
import { kafkaJars } from "../../lab/builder/kafka";
import { build } from "../../lab/builder/progress";
import { ensureSchemas } from "../../lab/builder/schemas";
import { ensureTools } from "../../lab/builder/tools";
import { Problem } from "../../tools/problem";
import { RUN_FOLDER } from "./rendered";

/** What some tests run for real: the checkers of whatever is rendered and of the workflows, PostgreSQL, Redis, Kafka and what stands for MongoDB; and a folder for the run. */
export default async function globalSetup(): Promise<void> {
  try {
    await ensureTools(
      "promtool",
      "amtool",
      "thanos",
      "actionlint",
      "kubeconform",
      "labnode",
      "mongod",
      "operator-generate",
    );
    await ensureSchemas();
    await ensureDebianTree();
    await build([javaTree, kafkaJars]);
  } catch (error) {
    // Jest prints nothing of an error but its message.
    if (error instanceof Problem) throw new Error(String(error), { cause: error });
    throw error;
  }
  process.env[RUN_FOLDER] = mkdtempSync(join(tmpdir(), "test-run-"));
}
