import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { JAVA, javaTree } from "../../lab/builder/java";
import { kafkaJars } from "../../lab/builder/kafka";
import { build } from "../../lab/builder/progress";
import { outputOf } from "../../lab/builder/stage";
import { Contained } from "./contained";
import { freePort } from "./freePort";

/** A real broker of Kafka's, alone in its cluster, on the loopback. */
export interface KafkaBroker {
  /** As clients name it. */
  readonly address: string;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** SIGKILL: whatever it has not written is gone. */
  crash(): Promise<void>;
  /** Lets it hang: connections open and nobody answers. */
  freeze(): Promise<void>;
  thaw(): Promise<void>;
  close(): Promise<void>;
}

// Any that is a UUID in Kafka's own writing: 16 bytes in base64url.
const CLUSTER_ID = "4L6g3nShT-eMCtK--X86sw";

/** Kafka's logger: without a configuration it tells of errors alone, and that to standard error. */
const COMMAND = `
  export HOME=/data LC_ALL=C.UTF-8 CLASSPATH="/libs/*"
  java="/${JAVA} -Xmx256m -Xms128m -XX:+UseSerialGC -XX:TieredStopAtLevel=1"
  if [ ! -f /data/log/meta.properties ]; then
    $java kafka.tools.StorageTool format --cluster-id ${CLUSTER_ID} --config /data/server.properties
  fi
  exec $java kafka.Kafka /data/server.properties`;

const properties = (port: number, controllerPort: number) => `
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${controllerPort}
listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}
controller.listener.names=CONTROLLER
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs=/data/log
auto.create.topics.enable=false
offsets.topic.num.partitions=1
offsets.topic.replication.factor=1
transaction.state.log.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.num.partitions=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
# A write that a crash follows is in the page cache, which a killed process leaves to the kernel.
num.io.threads=2
num.network.threads=2
`;

/** Starts one, out of Maven's jars and Debian's OpenJDK. It ends with this process, however that ends. */
export async function startKafkaBroker(): Promise<KafkaBroker> {
  await build([javaTree, kafkaJars]);
  const folder = await mkdtemp(join(tmpdir(), "adg-kafka-"));
  await chmod(folder, 0o755);
  const data = join(folder, "data");
  await mkdir(data);
  const [port, controllerPort] = [await freePort(), await freePort()];
  await writeFile(join(data, "server.properties"), properties(port, controllerPort));
  const server = new Contained({
    tree: `${outputOf(javaTree)}:${outputOf(kafkaJars)}`,
    data,
    command: COMMAND,
    stopsBy: "TERM",
    // Two starts of Java one after the other, on a machine that does other things, too.
    startSeconds: 115,
    isUp: () => canConnect(port),
  });
  const close = async () => {
    // Nobody reads what it would write in order to stop.
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
    address: `127.0.0.1:${port}`,
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
