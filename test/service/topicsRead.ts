import { readConfig } from "../../service/config";
import { closed, library, options } from "../../service/messaging/client";
import { CONSUMED, DEAD_LETTERS, groupOf } from "../../service/messaging/topics";
import { poll } from "../../tools/polling";
import type { DataServers } from "../support/dataServers";
import { environmentFor } from "./harness";

/** Reads the topics independently of the service's own clients. */
export class TopicsRead {
  constructor(
    private readonly servers: DataServers,
    private readonly kafka: { readonly environment: Readonly<Record<string, string>> },
  ) {}

  /** Waits until every message has been processed and committed. */
  async untilCaughtUp(seconds = 50): Promise<void> {
    const behind = async () => {
      for (const topic of CONSUMED) if (!(await this.#caughtUp(topic))) return false;
      return true;
    };
    if (!(await poll(behind, { seconds, everyMs: 100 }))) throw new Error("still behind");
  }

  /** The dead letters about one deal, oldest first. */
  async deadLetters(deal: string): Promise<{ reason: string; event: string }[]> {
    const consumer = await this.#consumer("letters");
    try {
      const stream = await consumer.consume({ topics: [DEAD_LETTERS], mode: "earliest" });
      const ends = (await consumer.listOffsets({ topics: [DEAD_LETTERS] })).get(DEAD_LETTERS)!;
      let left = ends.reduce((sum, end) => sum + Number(end), 0);
      const found: { reason: string; event: string }[] = [];
      if (left === 0) return found;
      for await (const { key, value, headers } of stream) {
        const { event } = JSON.parse(value) as { event: { id: string } };
        if (key === deal) found.push({ reason: headers.get("reason") ?? "", event: event.id });
        if (--left === 0) break;
      }
      return found;
    } finally {
      await closed(consumer);
    }
  }

  async #caughtUp(topic: (typeof CONSUMED)[number]): Promise<boolean> {
    const consumer = await this.#consumer(groupOf(topic));
    try {
      const ends = (await consumer.listOffsets({ topics: [topic] })).get(topic)!;
      const partitions = ends.map((_end, partition) => partition);
      const committed = (
        await consumer.listCommittedOffsets({ topics: [{ topic, partitions }] })
      ).get(topic)!;
      return ends.every((end, partition) => end === 0n || committed[partition] === end);
    } finally {
      await closed(consumer);
    }
  }

  async #consumer(groupId: string) {
    const { Consumer, stringDeserializers } = await library();
    const { kafka } = readConfig({ ...environmentFor(this.servers), ...this.kafka.environment });
    return new Consumer<string, string, string, string>({
      ...options(kafka!, "test"),
      groupId: groupId === "letters" ? `letters-${Date.now()}` : groupId,
      autocommit: false,
      deserializers: stringDeserializers,
      maxWaitTime: 200,
    });
  }
}
