import { z } from "zod";

import { oneOfKinds } from "./hints";
import {
  certificates,
  distinct,
  duration,
  host,
  shortName,
  text,
  url,
  uuid,
  wholeUrl,
} from "./scalars";

const pattern = z
  .string()
  .regex(
    /^[a-zA-Z_:*][a-zA-Z0-9_:*]{0,199}$/,
    "must be a metric's name, with * as a wildcard, such as slo:*",
  );
const patterns = z
  .array(pattern)
  .min(1, "must name at least one metric, or be left out")
  .refine(distinct, "must name each metric once");

/** The token endpoint of an OAuth 2.0 server, which is neither its list of endpoints nor its page for people. */
const tokenEndpoint = url("https://login.example.com/oauth2/token").refine(
  (text) => !/\/(\.well-known\/[\w-]+|auth|authorize)$/.test(new URL(text).pathname),
  "must be the URL that issues tokens, the token_endpoint of /.well-known/openid-configuration, such as https://login.example.com/oauth2/token",
);

/** A regular expression, to be anchored at both ends, for the metrics that `keep` or `drop` list. */
export function regexOf(metrics: readonly string[]): string {
  return metrics.map((pattern) => pattern.replaceAll("*", ".*")).join("|");
}

const auth = z.discriminatedUnion(
  "type",
  [
    z.strictObject({ type: z.literal("none") }),
    /** The password is the secret `remoteWritePassword-<name>`. */
    z.strictObject({
      type: z.literal("basic"),
      // The server takes what follows the first colon for the password (RFC 7617, section 2).
      username: text.refine((name) => !name.includes(":"), "must have no colon"),
    }),
    /** The token is the secret `remoteWriteToken-<name>`. */
    z.strictObject({ type: z.literal("bearer") }),
    /**
     * OAuth 2.0, with client credentials: Prometheus gets its tokens from `tokenUrl`. The client's secret is the secret
     * `remoteWriteClientSecret-<name>`.
     */
    z.strictObject({
      type: z.literal("oauth2"),
      clientId: text,
      tokenUrl: tokenEndpoint,
      scopes: z
        .array(
          z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,200}$/, "must be a scope, without spaces"),
        )
        .refine(distinct, "must name each scope once")
        .default([]),
      /** The parameter `audience` of the request for a token, which Auth0 needs, for example. Left out: none. */
      audience: text.optional(),
      /** The only certificate authorities to trust for `tokenUrl`, in PEM. Left out: those of the image. */
      certificateAuthority: certificates.optional(),
    }),
    /** Amazon's, signed by the pod's identity (IRSA, or EKS Pod Identity). */
    z.strictObject({
      type: z.literal("sigv4"),
      region: z
        .string()
        .regex(/^[a-z]{2,4}(-[a-z]+){1,2}-\d{1,2}$/, "must be a region such as eu-central-1"),
      /** A role that the pod's identity assumes. Left out: none. */
      roleArn: z
        .string()
        .regex(
          /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,500}$/,
          "must be a role such as arn:aws:iam::123456789012:role/metrics",
        )
        .optional(),
    }),
    /** Azure's, by the identity of the pod or of its node. */
    z.strictObject({
      type: z.literal("azureAd"),
      by: z.enum(["workloadIdentity", "managedIdentity"]).default("workloadIdentity"),
      clientId: uuid,
      /** Needed with workloadIdentity. */
      tenantId: uuid.optional(),
      cloud: z.enum(["AzurePublic", "AzureGovernment", "AzureChina"]).default("AzurePublic"),
    }),
    /** Google's, by the pod's identity (Workload Identity). */
    z.strictObject({ type: z.literal("googleIam") }),
  ],
  oneOfKinds("type", ["none", "basic", "bearer", "oauth2", "sigv4", "azureAd", "googleIam"]),
);

const tls = z.strictObject({
  /** The only certificate authorities to trust, in PEM. Left out: those of the image. */
  certificateAuthority: certificates.optional(),
  /** The name in the server's certificate. Left out: the host of the URL. */
  serverName: host.optional(),
  /** Prometheus's client certificate, in PEM; its key is the secret `remoteWriteTlsKey-<name>`. Left out: none. */
  certificate: certificates.optional(),
});

/**
 * How many samples are buffered and sent together. The defaults are Prometheus's own except for fewer shards: each
 * shard holds a queue in memory, and ten of them send more than 100 000 samples a second over a network with 100 ms
 * latency.
 */
const queue = z
  .strictObject({
    maxShards: z.int().min(1).max(200).default(10),
    /** The number of samples that one shard buffers: three to ten times `maxSamplesPerSend`. */
    capacity: z.int().min(100).max(1_000_000).default(10_000),
    maxSamplesPerSend: z.int().min(10).max(100_000).default(2000),
    /** An incomplete batch is sent after this time. */
    batchSendDeadline: duration({ least: "1s", most: "5m" }).default("5s"),
    /** The longest wait between two retries. */
    maxBackoff: duration({ least: "1s", most: "10m" }).default("5s"),
    /** Whether to retry what was refused with status 429. */
    retryOnRateLimit: z.boolean().default(true),
    /** Older samples are dropped. Left out: they are retried for as long as the write-ahead log holds them, about two hours. */
    sampleAgeLimit: duration({ least: "1m", most: "1d" }).optional(),
  })
  .prefault({});

/** Paths under which such servers answer queries. `/insert/0/prometheus` of VictoriaMetrics's cluster takes samples. */
const QUERIED =
  /\/(query|query_range|query_exemplars|series|labels|read|metadata|(?<!\/insert\/[\d:]+\/)prometheus|prom|graph|select)\/?$/;

/** Paths that take logs, or metrics in OpenTelemetry's own format. */
const TAKES_OTHERS = /\/(loki\/api\/v1\/push|otlp(\/.*)?|v1\/(metrics|logs|traces))$/;

/** The URL that samples are sent to. Azure's has a query, `?api-version=2023-04-24`. */
const writtenTo = wholeUrl("https://mimir.example.com/api/v1/push").superRefine((text, context) => {
  const { pathname } = new URL(text);
  if (!QUERIED.test(pathname) && !TAKES_OTHERS.test(pathname)) return;
  context.addIssue(
    "must have the path that takes samples: /api/v1/push of Mimir and Cortex, /api/v1/write of Prometheus and VictoriaMetrics",
  );
});

/** Paths that Grafana adds itself, and those that take samples. */
const NOT_THE_BASE = /\/(api\/v1(\/.*)?|api\/prom\/push|graph)$/;

/** The URL below which queries are answered. Grafana adds `/api/v1/query` and the like. */
const askedAt = url("https://mimir.example.com/prometheus").superRefine((text, context) => {
  const { pathname } = new URL(text);
  if (!NOT_THE_BASE.test(pathname)) return;
  const base = pathname.replace(NOT_THE_BASE, "");
  context.addIssue(
    `must be the base URL of its API, to which /api/v1/query is added, such as ${new URL(text).origin}${base || "/prometheus"}`,
  );
});

/**
 * An endpoint that gets a copy of every sample: Cortex, Mimir, VictoriaMetrics or anything else that accepts remote
 * write.
 */
const remoteWrite = z.strictObject({
  name: shortName,
  /** With its path: `/api/v1/push` for Mimir, `/api/v1/write` for VictoriaMetrics. */
  url: writtenTo,
  /**
   * Where that server answers queries, such as `/prometheus` of Cortex and Mimir. Grafana then has a datasource
   * `remote-<name>`, with the same tenant, password or token, and certificates. Left out: Grafana has none.
   */
  queryUrl: askedAt.optional(),
  auth: auth.prefault({ type: "none" }),
  tls: tls.prefault({}),
  /** The tenant, for Cortex and Mimir: the header X-Scope-OrgID. */
  tenant: z
    .string()
    .regex(/^[\w!*'().-]{1,150}$/, "must be a tenant: letters, digits and !-_.*'()")
    .refine(
      (name) => !/^\.\.?$/.test(name),
      "must be a tenant, not . or .., which Mimir would treat as a folder",
    )
    .optional(),
  /** The version of the protocol. 2 needs less bandwidth, if the server supports it. */
  protocol: z.literal([1, 2]).default(1),
  /**
   * The label by which the server distinguishes the replicas of Prometheus, each of which sends every sample:
   * `prometheus_replica`; `__replica__`, together with `cluster`, so that Cortex and Mimir accept one replica only; or `none`, if
   * the server deduplicates equal series, like VictoriaMetrics with -dedup.minScrapeInterval.
   */
  replicaLabel: z.enum(["prometheus_replica", "__replica__", "none"]).default("prometheus_replica"),
  /** The metrics to send; `*` matches any characters. Left out: all. Those in `drop` are excluded. */
  keep: patterns.optional(),
  drop: patterns.optional(),
  timeout: duration({ least: "1s", most: "5m" }).default("30s"),
  sendExemplars: z.boolean().default(false),
  sendNativeHistograms: z.boolean().default(false),
  queue,
});

export const remoteWriteSettings = z.array(remoteWrite).max(10).default([]);

export type RemoteWrite = z.output<typeof remoteWrite>;
