import { createPrivateKey } from "node:crypto";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
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
import { canConnect } from "./canConnect";
import { Contained } from "./contained";
import { freePort } from "./freePort";

/** A real Kafka broker on the loopback, with the stack's own configuration files. */
export interface KafkaBroker {
  /** The variables with which our programs find it and sign in. */
  readonly environment: Readonly<Record<string, string>>;
  /** The listeners that others' brokers may have, as host:port. */
  readonly listeners: Readonly<Record<Listener, string>>;
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

/** TLS with client certificates; TLS with SASL. */
type Listener = "certificates" | "sasl";

/** The password of the application's user, whatever the mechanism. */
export const PASSWORD = "only-for-tests";
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

/** The broker's certificate and key, and the authority of clients, in PEM. */
interface Tls {
  readonly certificate: string;
  readonly key: string;
  readonly authority: string;
}

/**
 * A broker's properties with other values for some, and further lines.
 *
 * @param values by name, made from the present ones
 * @throws for a property that is not there
 */
export function changedProperties(
  properties: string,
  values: Readonly<Record<string, (present: string) => string>>,
  more: readonly string[],
): string {
  const present = new Map(
    [...properties.matchAll(/^([^=\n]+)=(.*)$/gm)].map(([, name = "", value = ""]) => [
      name,
      value,
    ]),
  );
  for (const [name, change] of Object.entries(values)) {
    const value = present.get(name);
    if (value === undefined) throw new Error(`A broker has no property ${name}.`);
    present.set(name, change(value));
  }
  return [...Array.from(present, ([name, value]) => `${name}=${value}`), ...more, ""].join("\n");
}

/** Gives a broker's properties two more listeners, with TLS. */
function withTls(properties: string, ports: Pick<BrokerPorts, Listener>): string {
  const and = (more: string) => (present: string) => `${present},${more}`;
  const listeners = and(
    `CERTIFICATES://127.0.0.1:${ports.certificates},SASL://127.0.0.1:${ports.sasl}`,
  );
  const values = {
    listeners,
    "advertised.listeners": listeners,
    "listener.security.protocol.map": and("CERTIFICATES:SSL,SASL:SASL_SSL"),
  };
  const login = "org.apache.kafka.common.security";
  return changedProperties(properties, values, [
    "ssl.keystore.type=PEM",
    "ssl.keystore.location=/data/etc/server.pem",
    "ssl.truststore.type=PEM",
    "ssl.truststore.location=/data/etc/authority.pem",
    "listener.name.certificates.ssl.client.auth=required",
    "listener.name.sasl.sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-512",
    `listener.name.sasl.plain.sasl.jaas.config=${login}.plain.PlainLoginModule required user_${KAFKA_USER}="${PASSWORD}";`,
    `listener.name.sasl.scram-sha-512.sasl.jaas.config=${login}.scram.ScramLoginModule required;`,
  ]);
}

/** The loopback ports of a broker: for clients, metrics, controllers and brokers, and the listeners with TLS. */
export interface BrokerPorts {
  readonly clients: number;
  readonly metrics: number;
  readonly controller: number;
  readonly broker: number;
  readonly certificates: number;
  readonly sasl: number;
}

export async function brokerPorts(): Promise<BrokerPorts> {
  const [clients, metrics, controller, broker, certificates, sasl] = await Promise.all(
    Array.from({ length: 6 }, () => freePort()),
  );
  return {
    clients: clients!,
    metrics: metrics!,
    controller: controller!,
    broker: broker!,
    certificates: certificates!,
    sasl: sasl!,
  };
}

/**
 * Starts a broker from Maven's jars and Debian's OpenJDK. It exits together with this process, however it ends.
 *
 * @param tls gives it the listeners with TLS; left out, it has none
 */
export async function startKafkaBroker(tls?: Tls): Promise<KafkaBroker> {
  const ports = await brokerPorts();
  const more: Readonly<Record<string, string>> = tls
    ? {
        // Kafka reads keys in no other form.
        "server.pem": `${createPrivateKey(tls.key).export({ type: "pkcs8", format: "pem" }).toString()}${tls.certificate}`,
        "authority.pem": tls.authority,
      }
    : {};
  const broker = await preparedBroker(
    ports,
    (properties) => (tls ? withTls(properties, ports) : properties),
    more,
  );
  try {
    await broker.start();
  } catch (error) {
    await broker.close();
    throw error;
  }
  return broker;
}

/**
 * A broker with its files in place, not yet started.
 *
 * @param changed its server.properties, from the stack's own
 * @param more files beside them, by name
 */
export async function preparedBroker(
  ports: BrokerPorts,
  changed: (properties: string) => string,
  more: Readonly<Record<string, string>> = {},
): Promise<KafkaBroker> {
  await build([javaTree, kafkaJars]);
  const folder = await mkdtemp(join(tmpdir(), "adg-kafka-"));
  await chmod(folder, 0o755);
  const data = join(folder, "data");
  const files = kafkaFiles({
    host: "127.0.0.1",
    port: ports.clients,
    own: { controller: ports.controller, broker: ports.broker },
  });
  for (const each of ["etc", "volume", "secrets"]) {
    await mkdir(join(data, each), { recursive: true });
    await chmod(join(data, each), 0o777);
  }
  const asked = {
    ...files,
    "server.properties": changed(files["server.properties"] ?? ""),
    ...more,
  };
  for (const [name, text] of Object.entries(asked)) {
    const moved = here(text).replace(`=${KAFKA_METRICS_PORT}:`, `=127.0.0.1:${ports.metrics}:`);
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
    isUp: () => canConnect(ports.clients),
  });
  return {
    environment: {
      KAFKA_BROKERS: `127.0.0.1:${ports.clients}`,
      KAFKA_USERNAME: KAFKA_USER,
      KAFKA_PASSWORD_FILE: passwordFile,
    },
    listeners: {
      certificates: `127.0.0.1:${ports.certificates}`,
      sasl: `127.0.0.1:${ports.sasl}`,
    },
    metricsUrl: `http://127.0.0.1:${ports.metrics}/metrics`,
    start: () => server.start(),
    stop: () => server.stop(),
    crash: () => server.crash(),
    freeze: () => server.signal("STOP"),
    thaw: () => server.signal("CONT"),
    close: async () => {
      // A graceful stop would only write data that nobody reads.
      await server.crash();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
