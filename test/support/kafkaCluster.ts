import {
  brokerPorts,
  changedProperties,
  preparedBroker,
  type BrokerPorts,
  type KafkaBroker,
} from "./kafkaBroker";

/** Three: the fewest of which one can be away while each partition still has two replicas. */
const BROKERS = 3;

/** Several real brokers on the loopback, as others run them: each topic has a replica on each. */
export interface KafkaCluster {
  readonly brokers: readonly KafkaBroker[];
  /** The variables with which our programs find all of them and sign in. */
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** The stack's properties for one broker, changed to those of a member. @param id from 1 */
function asMember(properties: string, id: number, all: readonly BrokerPorts[]): string {
  const voters = all.map(({ controller }, index) => `${index + 1}@127.0.0.1:${controller}`);
  const values = {
    "node.id": () => String(id),
    "controller.quorum.voters": () => voters.join(","),
    "default.replication.factor": () => String(BROKERS),
    "offsets.topic.replication.factor": () => String(BROKERS),
  };
  // What was confirmed is on two brokers, so that losing one loses nothing.
  return changedProperties(properties, values, ["min.insync.replicas=2"]);
}

export async function startKafkaCluster(): Promise<KafkaCluster> {
  const all = await Promise.all(Array.from({ length: BROKERS }, () => brokerPorts()));
  const brokers = await Promise.all(
    all.map((ports, index) =>
      preparedBroker(ports, (properties) => asMember(properties, index + 1, all)),
    ),
  );
  const close = async () => {
    await Promise.all(brokers.map((broker) => broker.close()));
  };
  try {
    await Promise.all(brokers.map((broker) => broker.start()));
  } catch (error) {
    await close();
    throw error;
  }
  return {
    brokers,
    environment: {
      ...brokers[0]?.environment,
      KAFKA_BROKERS: all.map(({ clients }) => `127.0.0.1:${clients}`).join(","),
    },
    close,
  };
}
