import type { Contradiction } from "./contradiction";

/** Settings that a developer may use and production may not, with the expected messages. */
const UNSAFE = [
  [{ timeScale: 10 }, "timeScale: must be 1 in prod, got 10"],
  [
    { postgres: { sslMode: "disable" } },
    "postgres.sslMode: must be verify-full or require in prod, got disable",
  ],
  [{ backend: { cookieSecure: false } }, "backend.cookieSecure: must be true in prod, got false"],
  [
    { grafana: { url: "http://grafana.example" } },
    "grafana.url: must be https in prod, got http://grafana.example",
  ],
  [
    { notifications: { email: { requireTls: false } } },
    "notifications.email.requireTls: must be true in prod, got false",
  ],
  [
    { notifications: { pagerduty: { url: "http://pager.example" } } },
    "notifications.pagerduty.url: must be https in prod, got http://pager.example",
  ],
  [
    { notifications: { opsgenie: { url: "http://genie.example" } } },
    "notifications.opsgenie.url: must be https in prod, got http://genie.example",
  ],
  [
    {
      thanos: {},
      objectStorage: { type: "s3", bucket: "samples", endpoint: "s3", insecure: true },
    },
    "objectStorage.insecure: must be false in prod, got true",
  ],
  [
    { remoteWrite: [{ name: "a", url: "http://a.example", auth: { type: "bearer" } }] },
    "remoteWrite.0.url: must be https in prod, got http://a.example: a token is sent",
  ],
  [
    {
      remoteWrite: [
        {
          name: "a",
          url: "https://a.example/api/v1/push",
          auth: { type: "oauth2", clientId: "me", tokenUrl: "http://login.example/token" },
        },
      ],
    },
    "remoteWrite.0.auth.tokenUrl: must be https in prod, got http://login.example/token",
  ],
  [
    { backend: { vehicleApi: { url: "http://cars.example" } } },
    "backend.vehicleApi.url: must be https in prod, got http://cars.example",
  ],
] as const;

/** Settings that are not allowed in production. */
export const PROD_CONTRADICTIONS: readonly Contradiction[] = UNSAFE.map(([set, told]) => ({
  title: `unsafe in prod: ${told}`,
  set,
  told,
  only: "prod",
}));
