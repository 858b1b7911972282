import fc from "fast-check";

import { settings } from "../../support/stacks";

type Overrides = NonNullable<Parameters<typeof settings>[1]>;

/** Every setting whose host may be a Service of others. */
const PLACES: Readonly<Record<string, (host: string) => Overrides>> = {
  "postgres.host": (host) => ({ postgres: { host } }),
  "postgres.pooler": (host) => ({
    postgres: { host: "pooler.dealer.io", pooler: { server: { host } } },
  }),
  "redis.host": (host) => ({ redis: { host } }),
  "mongodb.hosts": (host) => ({ mongodb: { hosts: [host] } }),
  "kafka.brokers": (host) => ({ kafka: { brokers: [`${host}:9092`] } }),
  "backend.llm": (host) => ({ backend: { llm: { baseUrl: `http://${host}/v1`, model: "m" } } }),
  "backend.vehicleApi": (host) => ({ backend: { vehicleApi: { url: `http://${host}:8080` } } }),
  remoteWrite: (host) => ({ remoteWrite: [{ name: "a", url: `http://${host}:80/api/v1/push` }] }),
  "notifications.email": (host) => ({ notifications: { email: { smarthost: `${host}:25` } } }),
  "notifications.slack": (host) => ({
    notifications: { slack: { by: "app", url: `http://${host}/api/chat.postMessage` } },
  }),
  "network.receivers": (host) => ({ network: { receivers: [`${host}:8080`] } }),
  "grafana.database": (host) => ({ grafana: { database: { host } } }),
  certificates: (host) => ({ certificates: [`https://${host}:8443/health`] }),
  proxy: (host) => ({ proxy: { url: `http://${host}:3128` } }),
  objectStorage: (host) => ({
    objectStorage: { type: "s3", bucket: "samples", endpoint: `${host}:9000` },
    backups: { silences: {} },
  }),
};

/** The errors for a Service that is listed as another name than the one that a setting has. */
function listed(overrides: Overrides, host: string): string {
  try {
    const services = [{ host, ports: [8080] }];
    settings("dev", { ...overrides, network: { ...overrides.network, services } });
    return "";
  } catch (error) {
    return String(error);
  }
}

/** Without the names of which RFC 5890 reserves the form: `xn--a` encodes nothing, and no URL has such a host. */
const word = fc
  .stringMatching(/^[a-z]([a-z0-9-]{0,10}[a-z0-9])?$/)
  .filter((text) => !text.startsWith("--", 2));

it.each(Object.entries(PLACES))("a Service may be listed if %s names it", (_, place) => {
  fc.assert(
    fc.property(
      word,
      word,
      fc.constantFrom(".svc", ".svc.cluster.local"),
      fc.constantFrom("", ".svc", ".svc.cluster.local"),
      (service, namespace, used, said) => {
        const name = `${service}.${namespace}`;
        const told = listed(place(name + used), name + said);
        expect(told).not.toContain("network.services");
        expect(listed(place(name + used), `other-${name}${said}`)).toContain(
          `network.services.0.host: must be the host of another setting, got other-${name}${said}, to which nothing connects`,
        );
      },
    ),
    { numRuns: 20 },
  );
});
