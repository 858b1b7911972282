import { kafka } from "../../../signals/exporters/kafka";
import { Scrape } from "../../service/scrape";
import { startKafkaBroker, type KafkaBroker } from "../../support/kafkaBroker";

let broker: KafkaBroker;

beforeAll(async () => {
  broker = await startKafkaBroker();
}, 150_000);

afterAll(() => broker.close());

it("a real broker's MBeans become exactly the cataloged Kafka metrics, with their types and labels", async () => {
  const text = await (await fetch(broker.metricsUrl)).text();
  const kinds = Object.fromEntries(
    [...text.matchAll(/^# TYPE (kafka_\S+) (\S+)$/gm)].map(([, name, kind]) => [name, kind]),
  );
  expect(kinds).toEqual(
    Object.fromEntries(Object.values(kafka).map(({ name, kind }) => [name, kind])),
  );
  const requests = [...text.matchAll(/^kafka_request_p99_milliseconds\{(.*?)\} /gm)];
  expect(requests.map(([, labels]) => labels).sort()).toEqual(
    [...kafka.kafka_request_p99_milliseconds.labels.request]
      .map((request) => `request="${request}"`)
      .sort(),
  );
  for (const metric of ["kafka_offline_partitions", "kafka_under_replicated_partitions"]) {
    expect([metric, new Scrape(text).value(metric)]).toEqual([metric, 0]);
  }
});
