import { startDataServers, type DataServers } from "../support/dataServers";
import { startKafkaBroker, type KafkaBroker } from "../support/kafkaBroker";
import type { RunningService } from "./harness";
import { startReceiver, type Receiver } from "./receiver";
import { TopicsRead } from "./topicsRead";

/** How long a broker and the databases may take to start on a busy machine. */
export const MESSAGING_START_MS = 150_000;

/** What services and workers need to notify subscribers of events, besides Kafka. */
interface BesideKafka {
  readonly servers: DataServers;
  /** A stand-in for a subscriber's server. */
  readonly receiver: Receiver;
  readonly topics: TopicsRead;
  /** The variables with which services and workers find everything. */
  readonly settings: Readonly<Record<string, string>>;
  /** Stops the services, and then these servers. */
  close(...users: readonly RunningService[]): Promise<void>;
}

export interface MessagingServers extends BesideKafka {
  readonly broker: KafkaBroker;
}

export async function startMessagingServers(): Promise<MessagingServers> {
  const { kafka: broker, ...others } = await messagingServersWith(startKafkaBroker);
  return {
    ...others,
    broker,
    async close(...users) {
      await broker.thaw();
      await others.close(...users);
    },
  };
}

/** One broker, or several. */
interface Kafka {
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

export async function messagingServersWith<K extends Kafka>(
  startKafka: () => Promise<K>,
): Promise<BesideKafka & { readonly kafka: K }> {
  const [servers, kafka, receiver] = await Promise.all([
    startDataServers(),
    startKafka(),
    startReceiver(),
  ]);
  return {
    servers,
    kafka,
    receiver,
    topics: new TopicsRead(servers, kafka),
    settings: {
      ...kafka.environment,
      KAFKA_PARTITIONS: "3",
      RATE_LIMIT_API_PER_HOUR: "100000",
      WEBHOOK_TRUSTED_NETWORKS: "127.0.0.0/8",
    },
    async close(...users) {
      await Promise.all(users.map((user) => user.stop()));
      await Promise.all([servers.close(), kafka.close(), receiver.close()]);
    },
  };
}
