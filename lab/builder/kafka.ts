import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { cp, mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { Problem } from "../../tools/problem";
import { PATHS } from "../paths";
import { exec } from "./exec";
import { hashOf } from "./hash";
import { JAVA } from "./java";
import type { Stage } from "./stage";

const FOLDER = join(PATHS.project, "lab/maven/kafka");
const POM = join(FOLDER, "pom.xml");
const SUMS = join(FOLDER, "jars.sha256");
/** Where the distribution keeps its jars and scripts. */
export const KAFKA = "opt/kafka";
const AGENT = "jmx_prometheus_javaagent";

/** Stands in for the distribution's scripts, as far as a stack's options matter: Maven has only the jars. */
const script = (main: string, options: string) =>
  `#!/bin/sh\nexec /${JAVA} $KAFKA_HEAP_OPTS $KAFKA_LOG4J_OPTS ${options} -cp "/${KAFKA}/libs/*" ${main} "$@"\n`;
const SCRIPTS: Readonly<Record<string, string>> = {
  "kafka-storage.sh": script("kafka.tools.StorageTool", ""),
  "kafka-server-start.sh": script("kafka.Kafka", "$KAFKA_OPTS"),
};

/** The expected hash of each file, from lines as `sha256sum` prints them. */
const wanted = (): ReadonlyMap<string, string> =>
  new Map(
    readFileSync(SUMS, "utf8")
      .trim()
      .split("\n")
      .map((line) => line.split(/\s+/))
      .map(([sum = "", name = ""]) => [name, sum]),
  );

/**
 * Apache Kafka as its project publishes it in Maven's repository: the broker, its tools, the JMX exporter's agent, and
 * a logger, without which a broker that fails says nothing.
 */
export const kafkaJars: Stage = {
  name: "kafka",
  needs: [],
  inputs: () => hashOf(readFileSync(POM), readFileSync(SUMS), JSON.stringify(SCRIPTS)),
  expectedSeconds: 30,
  programs: { mvn: "Install the package maven." },
  make: async ({ output, log }) => {
    // Maven would leave a folder next to the original pom.
    const pom = join(output, "pom.xml");
    await cp(POM, pom);
    const folder = join(output, KAFKA);
    const libs = join(folder, "libs");
    await exec(
      "mvn",
      ["--batch-mode", "--strict-checksums", "--file", pom, "dependency:copy-dependencies"].concat(
        `-DoutputDirectory=${libs}`,
      ),
      { log },
    );
    await check(libs);
    await mkdir(join(folder, "agent"));
    const [agent = ""] = (await readdir(libs)).filter((name) => name.startsWith(AGENT));
    await rename(join(libs, agent), join(folder, "agent", `${AGENT}.jar`));
    await mkdir(join(folder, "bin"));
    for (const [name, text] of Object.entries(SCRIPTS)) {
      await writeFile(join(folder, "bin", name), text, { mode: 0o755 });
    }
  },
};

/** @throws Problem naming each jar that is missing, unexpected, or differs from its pinned hash */
async function check(libs: string): Promise<void> {
  const sums = wanted();
  const found = await readdir(libs);
  const strange = found.filter((name) => !sums.has(name));
  const missing = [...sums.keys()].filter((name) => !found.includes(name));
  const changed: string[] = [];
  for (const name of found.filter((each) => sums.has(each))) {
    const sum = createHash("sha256")
      .update(await readFile(join(libs, name)))
      .digest("hex");
    if (sum !== sums.get(name)) changed.push(name);
  }
  const wrong = [...strange, ...missing, ...changed];
  if (wrong.length === 0) return;
  throw new Problem(
    `These jars from Maven differ from lab/maven/kafka/jars.sha256: ${wrong.join(", ")}.`,
    "If pom.xml was changed on purpose, write the checksums again: `sha256sum *.jar` in a folder of the jars.",
  );
}
