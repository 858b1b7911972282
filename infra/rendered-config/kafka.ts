import { secretFile } from "../objects/names";
import { KAFKA_MECHANISM, KAFKA_USER } from "../settings/kafkaAddress";
import { mebibytesOf, type Quantity } from "../settings/quantity";
import { KAFKA_METRICS_RULES } from "./kafkaMetrics";

/** Where the pod finds its files. */
export const KAFKA_FOLDER = "/etc/kafka";
/** Where the volume is; the broker's own folder is below it, for what a file system puts at its top is no log of Kafka's. */
export const KAFKA_DATA = "/var/lib/kafka";
/** The file of the application's password. */
export const KAFKA_PASSWORD_FILE = "application-password";
/** Where the agent in the broker's process serves /metrics. */
export const KAFKA_METRICS_PORT = 9404;

const OWN_PORTS = { controller: 9093, broker: 9094 };

/** Any that is a UUID in Kafka's own writing: 16 bytes in base64url. It is written on the volume. */
const CLUSTER_ID = "4L6g3nShT-eMCtK--X86sw";

interface BrokerArgs {
  /** By which clients reach it: what it tells them, whoever they asked first. */
  readonly host: string;
  readonly port: number;
  /** By which it asks itself, as controller and as broker, on the loopback. */
  readonly own?: { readonly controller: number; readonly broker: number };
}

/**
 * Of a broker that is alone, and its own controller. Whoever signs in may do everything: that is the application.
 * @returns the text of server.properties
 */
export function kafkaProperties({ host, port, own = OWN_PORTS }: BrokerArgs): string {
  return lines({
    "process.roles": "broker,controller",
    "node.id": "1",
    "controller.quorum.voters": `1@127.0.0.1:${own.controller}`,
    listeners: `CLIENTS://:${port},OWN://127.0.0.1:${own.broker},CONTROLLER://127.0.0.1:${own.controller}`,
    "advertised.listeners": `CLIENTS://${host}:${port},OWN://127.0.0.1:${own.broker}`,
    "inter.broker.listener.name": "OWN",
    "controller.listener.names": "CONTROLLER",
    "listener.security.protocol.map": "CLIENTS:SASL_PLAINTEXT,OWN:PLAINTEXT,CONTROLLER:PLAINTEXT",
    "sasl.enabled.mechanisms": KAFKA_MECHANISM,
    [`listener.name.clients.${KAFKA_MECHANISM.toLowerCase()}.sasl.jaas.config`]:
      "org.apache.kafka.common.security.scram.ScramLoginModule required;",
    "log.dirs": `${KAFKA_DATA}/log`,
    // The application makes its topics, and a name that is misspelt makes none.
    "auto.create.topics.enable": "false",
    "default.replication.factor": "1",
    "offsets.topic.num.partitions": "1",
    "offsets.topic.replication.factor": "1",
    "transaction.state.log.num.partitions": "1",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "share.coordinator.state.topic.num.partitions": "1",
    "share.coordinator.state.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1",
    // Members come one at a time: there is nobody to wait for.
    "group.initial.rebalance.delay.ms": "0",
    "num.io.threads": "2",
    "num.network.threads": "2",
  });
}

const LOGGING = lines({
  "rootLogger.level": "INFO",
  "rootLogger.appenderRef.console.ref": "console",
  "appender.console.type": "Console",
  "appender.console.name": "console",
  "appender.console.layout.type": "PatternLayout",
  "appender.console.layout.pattern": "%d{yyyy-MM-dd'T'HH:mm:ss.SSS}{UTC}Z %-5p %c{1} %m%n",
});

/**
 * The first start writes the volume, with the user's password. The agent is the server's alone: the tool before it would
 * take its port.
 */
const START = `set -eu
bin=/opt/kafka/bin
config=${KAFKA_FOLDER}/server.properties
if [ ! -f ${KAFKA_DATA}/log/meta.properties ]; then
  password=$(cat ${secretFile(KAFKA_PASSWORD_FILE)})
  "$bin/kafka-storage.sh" format --cluster-id ${CLUSTER_ID} --config "$config" \\
    --add-scram "${KAFKA_MECHANISM}=[name=${KAFKA_USER},password=$password]"
fi
export KAFKA_OPTS="-javaagent:/opt/kafka/agent/jmx_prometheus_javaagent.jar=${KAFKA_METRICS_PORT}:${KAFKA_FOLDER}/metrics.json"
exec "$bin/kafka-server-start.sh" "$config"
`;

/** The files of the ConfigMap, by name. */
export function kafkaFiles(broker: BrokerArgs): Readonly<Record<string, string>> {
  return {
    "server.properties": kafkaProperties(broker),
    "log4j2.properties": LOGGING,
    "metrics.json": `${JSON.stringify(KAFKA_METRICS_RULES, undefined, 2)}\n`,
    "start.sh": START,
  };
}

/** What Kafka's own scripts read. @param memory the container's limit */
export function kafkaVariables(memory: Quantity): Readonly<Record<string, string>> {
  // The other half is for threads, buffers, and the pages of files that are read again.
  const heap = Math.floor(mebibytesOf(memory) / 2);
  return {
    KAFKA_HEAP_OPTS: `-Xms${heap}m -Xmx${heap}m`,
    KAFKA_LOG4J_OPTS: `-Dlog4j2.configurationFile=${KAFKA_FOLDER}/log4j2.properties`,
    // Without it they keep a log of the garbage collector, a gigabyte in the end.
    EXTRA_ARGS: "-name kafkaServer",
    LOG_DIR: "/tmp",
  };
}

function lines(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${value}\n`)
    .join("");
}
