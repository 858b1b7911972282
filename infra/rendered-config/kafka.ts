import { secretFile } from "../objects/names";
import { KAFKA_MECHANISM, KAFKA_USER } from "../settings/kafkaAddress";
import { mebibytesOf, type Quantity } from "../settings/quantity";
import { KAFKA_METRICS_RULES } from "./kafkaMetrics";

/** The directory of the pod's configuration files. */
export const KAFKA_FOLDER = "/etc/kafka";
/**
 * Where the volume is mounted; the broker uses a directory below it, because Kafka would take what a file system
 * creates at its top for a log.
 */
export const KAFKA_DATA = "/var/lib/kafka";
/** The file with the application's password. */
export const KAFKA_PASSWORD_FILE = "application-password";
/** The port on which the agent in the broker's process serves /metrics. */
export const KAFKA_METRICS_PORT = 9404;

const OWN_PORTS = { controller: 9093, broker: 9094 };

/** Any UUID in Kafka's notation: 16 bytes in base64url. It is stored on the volume. */
const CLUSTER_ID = "4L6g3nShT-eMCtK--X86sw";

interface BrokerArgs {
  /** The host that the broker advertises to clients, whatever address they connected to first. */
  readonly host: string;
  readonly port: number;
  /** The loopback ports through which it connects to itself, as controller and as broker. */
  readonly own?: { readonly controller: number; readonly broker: number };
}

/**
 * For a single broker that is its own controller. Any authenticated user may do everything: only the application is
 * one.
 *
 * @returns the content of server.properties
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
    // The application creates its topics; a misspelled name must not create one.
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
    // Members join one at a time, so there is nothing to wait for.
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
 * The first start formats the volume, with the user's password. Only the server runs the agent: the tool that runs
 * before it would occupy the agent's port.
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

/** The environment variables that Kafka's own scripts read. @param memory the container's limit */
export function kafkaVariables(memory: Quantity): Readonly<Record<string, string>> {
  // The other half is for threads, buffers, and the page cache of files that are read again.
  const heap = Math.floor(mebibytesOf(memory) / 2);
  return {
    KAFKA_HEAP_OPTS: `-Xms${heap}m -Xmx${heap}m`,
    KAFKA_LOG4J_OPTS: `-Dlog4j2.configurationFile=${KAFKA_FOLDER}/log4j2.properties`,
    // Otherwise the scripts keep a garbage collection log, which grows to a gigabyte.
    EXTRA_ARGS: "-name kafkaServer",
    LOG_DIR: "/tmp",
  };
}

function lines(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${value}\n`)
    .join("");
}
