import { PEM } from "./completeSettings";
import type { Contradiction } from "./contradiction";

const LONG_TERM = {
  objectStorage: { type: "s3", bucket: "samples", endpoint: "s3.example" },
  thanos: {},
};
const WRITE = { name: "a", url: "https://a.example" };

/** Contradictory settings of where samples and backups are stored. */
export const STORAGE_CONTRADICTIONS: readonly Contradiction[] = [
  {
    title: "Thanos has nowhere to keep samples",
    set: { thanos: {}, objectStorage: undefined },
    only: "dev",
    told: "objectStorage: must say where Thanos stores samples, and is missing although thanos is set",
  },
  {
    title: "nothing uses the object storage",
    set: { objectStorage: { type: "gcs", bucket: "samples" } },
    only: "dev",
    told: "thanos: must be set, at least to {}, because otherwise nothing uses objectStorage: backups is not set either, got gcs",
  },
  {
    title: "backups have nowhere to go",
    set: { backups: { silences: {} }, objectStorage: undefined },
    only: "dev",
    told: "objectStorage: must say where backups are stored, and is missing although backups is set",
  },
  {
    title: "backups include nothing",
    set: { ...LONG_TERM, backups: {} },
    only: "dev",
    told: "backups: must have grafana or silences, or be left out, got neither",
  },
  {
    title: "Grafana is backed up although `grafana.database` is missing",
    set: { ...LONG_TERM, backups: { grafana: {} } },
    only: "dev",
    told: "backups.grafana: must be left out without grafana.database, got one",
  },
  {
    title: "Prometheus has replicas but no Thanos Query",
    set: { prometheus: { replicas: 2 } },
    only: "dev",
    told: "prometheus.replicas: must be 1 without thanos and its query in front, got 2",
  },
  {
    title: "Prometheus has shards but no Thanos Query",
    set: { prometheus: { shards: 2 } },
    only: "dev",
    told: "prometheus.shards: must be 1 without thanos and its query in front, got 2",
  },
  {
    title: "raw samples expire before they are downsampled",
    set: { ...LONG_TERM, thanos: { retention: { raw: "30h" } } },
    told: "thanos.retention.raw: must be at least 40h, got 30h",
  },
  {
    title: "5-minute aggregates expire before they are downsampled to one hour",
    set: { ...LONG_TERM, thanos: { retention: { raw: "2d", fiveMinutes: "9d" } } },
    told: "thanos.retention.fiveMinutes: must be at least 10d, got 9d",
  },
  {
    title: "5-minute aggregates expire before raw samples",
    set: { ...LONG_TERM, thanos: { retention: { raw: "90d", fiveMinutes: "60d" } } },
    told: "thanos.retention.fiveMinutes: must be at least 90d, got 60d",
  },
  {
    title: "1-hour aggregates expire before 5-minute aggregates",
    set: { ...LONG_TERM, thanos: { retention: { fiveMinutes: "1y", oneHour: "180d" } } },
    told: "thanos.retention.oneHour: must be at least 1y, got 180d",
  },
  {
    title: "two remote-write targets have the same name",
    set: { remoteWrite: [WRITE, { ...WRITE, url: "https://b.example" }] },
    told: 'remoteWrite: must have one "a", has several',
  },
  {
    title: "two remote-write targets have the same URL and tenant",
    set: { remoteWrite: [WRITE, { ...WRITE, name: "b" }] },
    told: "remoteWrite.1.url: must differ from remoteWrite.0.url, or its tenant must, got https://a.example for both",
  },
  {
    title: "a remote-write queue holds fewer samples than a full request",
    set: { remoteWrite: [{ ...WRITE, queue: { capacity: 1000 } }] },
    told: "remoteWrite.0.queue.capacity: must be at least queue.maxSamplesPerSend, 2000, got 1000",
  },
  {
    title: "remote write both keeps and drops a metric",
    set: { remoteWrite: [{ ...WRITE, keep: ["up"], drop: ["up"] }] },
    told: "remoteWrite.0.drop: must not drop all of what keep lists, got up: up would never be sent",
  },
  {
    title: "remote write drops all that a pattern keeps",
    set: { remoteWrite: [{ ...WRITE, keep: ["up", "slo:bad*"], drop: ["go_*", "slo:*"] }] },
    told: "remoteWrite.0.drop: must not drop all of what keep lists, got go_*, slo:*: slo:bad* would never be sent",
  },
  {
    title: "remote write drops everything",
    set: { remoteWrite: [{ ...WRITE, drop: ["go_*", "*"] }] },
    told: "remoteWrite.0.drop: must not drop all of the metrics, got go_*, *: * would never be sent",
  },
  {
    title: "Grafana would need the Google IAM identity of Prometheus's pod",
    set: {
      remoteWrite: [
        { ...WRITE, queryUrl: "https://a.example/prometheus", auth: { type: "googleIam" } },
      ],
    },
    told: "remoteWrite.0.queryUrl: must be left out with auth.type googleIam, got https://a.example/prometheus",
  },
  {
    title: "Grafana would need the token that Prometheus gets for itself",
    set: {
      remoteWrite: [
        {
          ...WRITE,
          queryUrl: "https://a.example/prometheus",
          auth: { type: "oauth2", clientId: "me", tokenUrl: "https://login.example/token" },
        },
      ],
    },
    told: "remoteWrite.0.queryUrl: must be left out with auth.type oauth2, got https://a.example/prometheus",
  },
  {
    title: "samples are written over TLS but queried in the clear",
    set: { remoteWrite: [{ ...WRITE, queryUrl: "http://a.example/prometheus" }] },
    told: "remoteWrite.0.queryUrl: must be https like url, got http://a.example/prometheus",
  },
  {
    title: "native histograms are enabled although protocol 2 always sends them",
    set: { remoteWrite: [{ ...WRITE, protocol: 2, sendNativeHistograms: true }] },
    told: "remoteWrite.0.sendNativeHistograms: must be left out with protocol 2",
  },
  {
    title: "TLS is configured for a remote-write URL without https",
    set: {
      remoteWrite: [{ ...WRITE, url: "http://a.example", tls: { serverName: "a.example" } }],
    },
    told: "remoteWrite.0.tls: must be left out unless the URL is https, got http://a.example",
  },
  {
    title: "a certificate authority is set for object storage without TLS",
    set: {
      ...LONG_TERM,
      objectStorage: { ...LONG_TERM.objectStorage, insecure: true, certificateAuthority: PEM },
    },
    told: "objectStorage.certificateAuthority: must be left out with insecure",
  },
  ...[
    ["samples.s3.eu-central-1.amazonaws.com", "s3.eu-central-1.amazonaws.com"],
    [
      "other.s3.dualstack.eu-central-1.amazonaws.com:443",
      "s3.dualstack.eu-central-1.amazonaws.com:443",
    ],
    ["samples.s3.cn-north-1.amazonaws.com.cn", "s3.cn-north-1.amazonaws.com.cn"],
    ["samples.fra1.digitaloceanspaces.com", "fra1.digitaloceanspaces.com"],
    ["samples.s3.fr-par.scw.cloud", "s3.fr-par.scw.cloud"],
    ["samples.s3.eu-central-1.wasabisys.com", "s3.eu-central-1.wasabisys.com"],
    ["samples.fsn1.your-objectstorage.com", "fsn1.your-objectstorage.com"],
    ["samples.oss-eu-central-1.aliyuncs.com", "oss-eu-central-1.aliyuncs.com"],
    ["samples.storage.googleapis.com", "storage.googleapis.com"],
    ...["", ".eu"].map((jurisdiction) => {
      const server = `${"0a".repeat(16)}${jurisdiction}.r2.cloudflarestorage.com`;
      return [`samples.${server}`, server];
    }),
  ].map(([endpoint, meant]) => ({
    title: `the bucket is part of the endpoint ${endpoint}`,
    set: {
      ...LONG_TERM,
      objectStorage: { ...LONG_TERM.objectStorage, endpoint, region: undefined },
    },
    told: `objectStorage.endpoint: must not contain the bucket, got ${endpoint}: did you mean ${meant}?`,
  })),
  {
    title: "the account is part of Azure's endpoint",
    set: {
      ...LONG_TERM,
      objectStorage: {
        type: "azure",
        account: "samples",
        container: "metrics",
        endpoint: "samples.blob.core.windows.net",
      },
    },
    only: "dev",
    told: "objectStorage.endpoint: must not contain the account, got samples.blob.core.windows.net: did you mean blob.core.windows.net?",
  },
  {
    title: "backups are in a bucket of Amazon's whose region is unknown",
    set: {
      objectStorage: { type: "s3", bucket: "samples", endpoint: "s3.amazonaws.com" },
      backups: { silences: {} },
    },
    only: "dev",
    told: "objectStorage.region: must be set for backups with s3.amazonaws.com, which names no region, and is missing",
  },
  {
    title: "the region is not that of the endpoint",
    set: {
      ...LONG_TERM,
      objectStorage: {
        ...LONG_TERM.objectStorage,
        endpoint: "s3.fr-par.scw.cloud",
        region: "nl-ams",
      },
    },
    told: "objectStorage.region: must be fr-par, that of s3.fr-par.scw.cloud, got nl-ams",
  },
];
