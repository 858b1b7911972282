import { PUBLIC_REGISTRIES, publicRegistryOf } from "../images/mirrored";
import { identityAnnotationFaults } from "./identityAnnotations";
import { isExempt } from "./proxy";
import type { StackConfig } from "./schema";
import { SERVER_KEYS, type ServerKey, type ServerSettings } from "./servers";
import type { Fault } from "./wording";

/** Incomplete settings of servers, images and the proxy, and settings of servers that the stack does not have. */
export function* serverFaults(config: StackConfig): Iterable<Fault> {
  for (const [key, said] of Object.entries(config.servers)) {
    yield* tolerationFaults(key, said);
    const path = `servers.${key}.serviceAccountAnnotations`;
    yield* identityAnnotationFaults(path, said.serviceAccountAnnotations);
  }
  yield* absentFaults(config);
  yield* mirrorFaults(config);
  yield* proxyFaults(config);
}

/** The rules of the API server, which would otherwise reject every pod. */
function* tolerationFaults(server: string, { tolerations = [] }: ServerSettings): Iterable<Fault> {
  for (const [index, each] of tolerations.entries()) {
    const path = `servers.${server}.tolerations.${index}`;
    const { key, operator, value, effect, tolerationSeconds } = each;
    if (operator === "Exists" && value !== undefined) {
      yield {
        path: `${path}.value`,
        message: `must be left out with operator Exists, got ${value}`,
      };
    }
    if (key === undefined && operator === "Equal") {
      yield {
        path: `${path}.operator`,
        message: "must be Exists without a key, got Equal: it would tolerate no taint",
      };
    }
    if (tolerationSeconds !== undefined && effect !== "NoExecute") {
      yield {
        path: `${path}.effect`,
        message: `must be NoExecute with tolerationSeconds, got ${effect ?? "none"}: no other effect has a time limit`,
      };
    }
  }
}

/** The servers that a stack leaves out, and the setting or part that each needs. */
function absent(config: StackConfig): Readonly<Partial<Record<ServerKey, string>>> {
  const { postgres, redis, mongodb, kafka, certificates, thanos, backups } = config;
  const noThanos = thanos
    ? {}
    : { thanosStore: "thanos", thanosCompact: "thanos", thanosQuery: "thanos" };
  return {
    ...(postgres.host !== undefined && { postgres: "PostgreSQL deployed by the stack" }),
    ...(redis.host !== undefined && { redis: "Redis deployed by the stack" }),
    ...((mongodb === undefined || mongodb.hosts !== undefined) && {
      mongodb: "MongoDB deployed by the stack",
    }),
    ...(kafka === undefined && { worker: "kafka" }),
    ...((kafka === undefined || kafka.brokers !== undefined) && {
      kafka: "Kafka deployed by the stack",
    }),
    ...(certificates.length === 0 && { blackboxExporter: "certificates" }),
    ...noThanos,
    ...(!backups?.grafana && { backupGrafana: "backups.grafana" }),
    ...(!backups?.silences && { backupSilences: "backups.silences" }),
  };
}

function* absentFaults(config: StackConfig): Iterable<Fault> {
  const missing = absent(config);
  for (const key of SERVER_KEYS) {
    const without = missing[key];
    if (without === undefined || !saysSomething(config.servers[key])) continue;
    yield {
      path: `servers.${key}`,
      message: `must be left out, because there is no ${without}, got ${firstSaid(config.servers[key])}`,
    };
  }
}

function saysSomething(said: ServerSettings): boolean {
  return Object.values(said).some((each) => Object.keys(each).length > 0);
}

function firstSaid(said: ServerSettings): string {
  const [name = ""] = Object.entries(said).find(([, each]) => Object.keys(each).length > 0) ?? [];
  return name;
}

/** A node that can only reach the mirrors could not pull the other images from anywhere. */
function* mirrorFaults({ images }: StackConfig): Iterable<Fault> {
  const { registry, pullPolicy: _, pullSecrets: __, ...named } = images;
  if (registry === undefined || typeof registry === "string") return;
  for (const each of PUBLIC_REGISTRIES) {
    const from = Object.entries(named).filter(([, image]) => publicRegistryOf(image) === each);
    if (from.length > 0 === (registry[each] !== undefined)) continue;
    yield registry[each] === undefined
      ? {
          path: `images.registry.${each}`,
          message: `must also have a mirror, and is missing: ${from.map(([name]) => name).join(", ")}`,
        }
      : {
          path: `images.registry.${each}`,
          message: `must be left out, because no image is from that registry, got ${registry[each]}`,
        };
  }
}

function* proxyFaults({ proxy }: StackConfig): Iterable<Fault> {
  if (!proxy) return;
  const { hostname } = new URL(proxy.url);
  if (isExempt(hostname, proxy.noProxy)) {
    yield {
      path: "proxy.noProxy",
      message: `must not name the proxy itself, got ${hostname}`,
    };
  }
}
