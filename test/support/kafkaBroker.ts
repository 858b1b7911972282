import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { SECRETS_FOLDER } from "../../infra/objects/names";
import {
  KAFKA_DATA,
  KAFKA_FOLDER,
  KAFKA_METRICS_PORT,
  KAFKA_PASSWORD_FILE,
  kafkaFiles,
  kafkaVariables,
} from "../../infra/rendered-config/kafka";
import { KAFKA_USER } from "../../infra/settings/kafkaAddress";
import { javaTree } from "../../lab/builder/java";
import { kafkaJars } from "../../lab/builder/kafka";
import { build } from "../../lab/builder/progress";
import { outputOf } from "../../lab/builder/stage";
import { Contained } from "./contained";
import { freePort } from "./freePort";

/** A real Kafka broker on the loopback, with the stack's own configuration files. */
export interface KafkaBroker {
  /** The variables with which our programs find it and sign in. */
  readonly environment: Readonly<Record<string, string>>;
  /** The URL of the JMX exporter's agent in its process. */
  readonly metricsUrl: string;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** SIGKILL: everything that it has not written is lost. */
  crash(): Promise<void>;
  /** Makes it hang: connections stay open and get no answers. */
  freeze(): Promise<void>;
  thaw(): Promise<void>;
  close(): Promise<void>;
}

const PASSWORD = "only-for-tests";
/** The folders of the stack's pod for files, volume and secrets, and their counterparts here. */
const PLACES = [
  [KAFKA_FOLDER, "/data/etc"],
  [KAFKA_DATA, "/data/volume"],
  [SECRETS_FOLDER, "/data/secrets"],
] as const;

const here = (text: string) =>
  PLACES.reduce((moved, [there, place]) => moved.replaceAll(there, place), text);

const COMMAND = [
  ...Object.entries(kafkaVariables("512Mi")).map(
    ([name, value]) => `export ${name}="${here(value)}"`,
  ),
  // A small heap, and little CPU time for compiling.
  'KAFKA_HEAP_OPTS="$KAFKA_HEAP_OPTS -XX:+UseSerialGC -XX:TieredStopAtLevel=1"',
  "export HOME=/data LC_ALL=C.UTF-8",
  "exec sh /data/etc/start.sh",
].join("\n");

/** Starts a broker from Maven's jars and Debian's OpenJDK. It exits together with this process, however it ends. */
export async function startKafkaBroker(): Promise<KafkaBroker> {
  await build([javaTree, kafkaJars]);
  const folder = await mkdtemp(join(tmpdir(), "adg-kafka-"));
  await chmod(folder, 0o755);
  const data = join(folder, "data");
  const [port, metricsPort, controller, own] = await Promise.all(
    Array.from({ length: 4 }, () => freePort()),
  );
  const files = kafkaFiles({
    host: "127.0.0.1",
    port: port!,
    own: { controller: controller!, broker: own! },
  });
  for (const each of ["etc", "volume", "secrets"]) {
    await mkdir(join(data, each), { recursive: true });
    await chmod(join(data, each), 0o777);
  }
  for (const [name, text] of Object.entries(files)) {
    const moved = here(text).replace(`=${KAFKA_METRICS_PORT}:`, `=127.0.0.1:${metricsPort}:`);
    await writeFile(join(data, "etc", name), moved);
  }
  const passwordFile = join(data, "secrets", KAFKA_PASSWORD_FILE);
  await writeFile(passwordFile, PASSWORD);
  const server = new Contained({
    tree: `${outputOf(javaTree)}:${outputOf(kafkaJars)}`,
    data,
    command: COMMAND,
    stopsBy: "TERM",
    // It starts Java twice in a row, on a machine that has other work, too.
    startSeconds: 115,
    isUp: () => canConnect(port!),
  });
  const close = async () => {
    // A graceful stop would only write data that nobody reads.
    await server.crash();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await server.start();
  } catch (error) {
    await close();
    throw error;
  }
  return {
    environment: {
      KAFKA_BROKERS: `127.0.0.1:${port}`,
      KAFKA_USERNAME: KAFKA_USER,
      KAFKA_PASSWORD_FILE: passwordFile,
    },
    metricsUrl: `http://127.0.0.1:${metricsPort}/metrics`,
    start: () => server.start(),
    stop: () => server.stop(),
    crash: () => server.crash(),
    freeze: () => server.signal("STOP"),
    thaw: () => server.signal("CONT"),
    close,
  };
}

const canConnect = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1")
      .on("connect", () => resolve(true))
      .on("error", () => resolve(false))
      .on("connect", () => socket.destroy());
  });
