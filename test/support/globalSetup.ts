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

/**
 * Builds the real programs that some tests run: kubectl, the checkers of rendered files and workflows, PostgreSQL, Redis,
 * Kafka, the stand-in for MongoDB and its exporter. Also creates the folder of this run.
 */
export default async function globalSetup(): Promise<void> {
  try {
    await ensureTools(
      "promtool",
      "amtool",
      "thanos",
      "actionlint",
      "kubeconform",
      "labnode",
      "kubectl",
      "mongod",
      "mongodb_exporter",
      "operator-generate",
    );
    await ensureSchemas();
    await ensureDebianTree();
    await build([javaTree, kafkaJars]);
  } catch (error) {
    // Jest prints only the message of an error.
    if (error instanceof Problem) throw new Error(String(error), { cause: error });
    throw error;
  }
  process.env[RUN_FOLDER] = mkdtempSync(join(tmpdir(), "test-run-"));
}
