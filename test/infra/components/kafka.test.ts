import { keysOf } from "../../../infra/kubernetes/secret";
import { plan } from "../../../infra/plan";
import { neededSecrets } from "../../../infra/settings/secrets";
import { PEM } from "../support/completeSettings";
import { settings } from "../../support/stacks";

type Kafka = NonNullable<Parameters<typeof settings>[1]>["kafka"];

function serversWith(kafka: Kafka, stack: "dev" | "prod" = "dev") {
  return plan(settings(stack, { ...(kafka && { kafka }) }));
}

type Servers = ReturnType<typeof serversWith>;

function environmentOf(server: Servers["backend"]) {
  const [container] = server.resource.spec.template.spec!.containers;
  return Object.fromEntries((container!.env ?? []).map(({ name, value }) => [name, value]));
}

const kafkaOf = (server: Servers["backend"]) =>
  Object.fromEntries(
    Object.entries(environmentOf(server)).filter(([name]) => name.startsWith("KAFKA")),
  );

describe("a stack without Kafka settings", () => {
  it.each(["dev", "prod"] as const)("%s has no broker, worker or Kafka variables", (stack) => {
    const servers = serversWith(undefined, stack);
    expect(servers).not.toHaveProperty("kafka");
    expect(servers).not.toHaveProperty("worker");
    expect(kafkaOf(servers.backend)).toEqual({});
    expect(keysOf(servers.backend.secret!)).not.toContain("kafka-password");
  });
});

describe("the stack's own broker", () => {
  const servers = serversWith({ storage: "2Gi" });
  const { kafka, worker, backend } = servers;

  it("runs as one pod with a volume, and the backend and the worker authenticate to it", () => {
    const { replicas, volumeClaimTemplates } = kafka!.resource.spec as {
      replicas: number;
      volumeClaimTemplates: readonly { spec: { resources: unknown } }[];
    };
    expect(replicas).toBe(1);
    expect(volumeClaimTemplates.map(({ spec }) => spec.resources)).toEqual([
      { requests: { storage: "2Gi" } },
    ]);
    for (const server of [backend, worker!]) {
      expect(server.egress).toContainEqual({
        kind: "address",
        host: "kafka.autodealgenie.svc",
        port: 9092,
        named: true,
      });
      expect(kafkaOf(server)).toEqual({
        KAFKA_BROKERS: "kafka.autodealgenie.svc:9092",
        KAFKA_SASL_MECHANISM: "SCRAM-SHA-512",
        KAFKA_USERNAME: "application",
        KAFKA_PASSWORD_FILE: "/etc/secrets/kafka-password",
        KAFKA_PARTITIONS: "6",
      });
      expect(keysOf(server.secret!)).toContain("kafka-password");
    }
  });

  it("requires no secret to be set", () => {
    expect(neededSecrets(settings("dev", { kafka: {} }))).not.toContain("kafkaPassword");
    expect(keysOf(kafka!.secret!)).toEqual(["application-password"]);
  });

  it("uses half of its memory as heap", () => {
    expect(environmentOf(serversWith({ memory: "2Gi" }).kafka!).KAFKA_HEAP_OPTS).toBe(
      "-Xms1024m -Xmx1024m",
    );
  });
});

describe("external brokers", () => {
  const TWO = {
    brokers: ["kafka-a.example:9093", "kafka-b.example:9094"],
    certificateAuthority: PEM,
    clientCertificate: PEM,
    signIn: { mechanism: "PLAIN", user: "cars" },
  } satisfies Kafka;

  it("are reached at their own ports, and none is deployed", () => {
    const servers = serversWith(TWO, "prod");
    expect(servers).not.toHaveProperty("kafka");
    for (const server of [servers.backend, servers.worker!]) {
      expect(server.egress).toEqual(
        expect.arrayContaining([
          { kind: "address", host: "kafka-a.example", port: 9093, named: true },
          { kind: "address", host: "kafka-b.example", port: 9094, named: true },
        ]),
      );
      expect(kafkaOf(server)).toEqual({
        KAFKA_BROKERS: "kafka-a.example:9093,kafka-b.example:9094",
        KAFKA_TLS: "true",
        KAFKA_CA_FILE: "/etc/authorities/kafka.pem",
        KAFKA_CERT_FILE: "/etc/authorities/kafka-client.pem",
        KAFKA_KEY_FILE: "/etc/secrets/kafka-client-key",
        KAFKA_SASL_MECHANISM: "PLAIN",
        KAFKA_USERNAME: "cars",
        KAFKA_PASSWORD_FILE: "/etc/secrets/kafka-password",
        KAFKA_PARTITIONS: "6",
      });
      const files = server.configMaps.flatMap(({ data }) => Object.keys(data ?? {}));
      expect(files).toEqual(expect.arrayContaining(["kafka.pem", "kafka-client.pem"]));
      expect(keysOf(server.secret!)).toEqual(
        expect.arrayContaining(["kafka-password", "kafka-client-key"]),
      );
    }
    expect(neededSecrets(settings("prod", { kafka: TWO }))).toEqual(
      expect.arrayContaining(["kafkaPassword", "kafkaClientKey"]),
    );
  });

  it("may require no authentication", () => {
    const kafka = { brokers: ["kafka-a.example:9093"] };
    expect(kafkaOf(serversWith(kafka, "prod").worker!)).toEqual({
      KAFKA_BROKERS: "kafka-a.example:9093",
      KAFKA_TLS: "true",
      KAFKA_PARTITIONS: "6",
    });
    expect(neededSecrets(settings("prod", { kafka }))).not.toContain("kafkaPassword");
  });
});

describe("the worker", () => {
  it("can reach subscribers at the configured ports, and trusts the configured networks", () => {
    const webhooks = { ports: [443, 8443], trustedBlocks: ["10.1.0.0/16", "fd00::/8"] };
    const { worker } = serversWith({ webhooks });
    expect(worker!.egress).toContainEqual({
      kind: "anywhere",
      ports: [443, 8443],
      named: true,
    });
    expect(environmentOf(worker!).WEBHOOK_TRUSTED_NETWORKS).toBe("10.1.0.0/16,fd00::/8");
  });
});
