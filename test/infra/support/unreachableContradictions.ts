import type { Contradiction } from "./contradiction";

/** Settings with addresses that pods connect to, by their paths. */
const CONNECTED: readonly (readonly [path: string, with_: (host: string) => object])[] = [
  ["postgres.host", (host) => ({ postgres: { host } })],
  ["redis.host", (host) => ({ redis: { host } })],
  ["mongodb.hosts.0", (host) => ({ mongodb: { hosts: [host] } })],
  ["kafka.brokers.0", (host) => ({ kafka: { brokers: [`${host}:9092`] } })],
  [
    "notifications.email.smarthost",
    (host) => ({ notifications: { email: { smarthost: `${host}:587` } } }),
  ],
  ["proxy.url", (host) => ({ proxy: { url: `http://${host}:3128` } })],
  [
    "remoteWrite.0.url",
    (host) => ({ remoteWrite: [{ name: "a", url: `https://${host}/api/v1/push` }] }),
  ],
  ["certificates.0", (host) => ({ certificates: [`https://${host}`] })],
  ["network.receivers.0", (host) => ({ network: { receivers: [`${host}:8443`] } })],
  ["backend.vehicleApi.url", (host) => ({ backend: { vehicleApi: { url: `https://${host}` } } })],
];

const LOOPBACK = ["localhost", "127.0.0.1", "127.12.0.9", "0.0.0.0", "db.localhost"];

/** Settings that lead a pod to itself, or to another server in each namespace. */
export const UNREACHABLE_CONTRADICTIONS: readonly Contradiction[] = CONNECTED.flatMap(
  ([path, with_]) => [
    ...LOOPBACK.map((host) => ({
      title: `${path} is ${host}`,
      set: with_(host),
      told: `${path}: must be an address of another server, got `,
    })),
    ...["db", "My-Service"].map((host) => ({
      title: `${path} is ${host} without its namespace`,
      set: with_(host),
      told: `${path}: must be a name with its domain, such as ${host}.<namespace>.svc, got `,
    })),
  ],
);
