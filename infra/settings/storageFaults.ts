import { parseDuration } from "../../signals/promql/duration";
import type { Duration } from "../../signals/promql/units";
import { regexOf } from "./remoteWrite";
import type { StackConfig } from "./schema";
import type { Fault } from "./wording";

/** Settings of long-term storage and remote write that are each valid but contradict each other. */
export function storageFaults(config: StackConfig): readonly Fault[] {
  return [
    ...withoutEachOther(config),
    ...redundancyFaults(config),
    ...keepingFaults(config),
    ...sendingFaults(config),
    ...clearTextFaults(config),
    ...endpointFaults(config),
  ];
}

function* withoutEachOther({ thanos, backups, objectStorage }: StackConfig): Iterable<Fault> {
  if (thanos && !objectStorage) {
    yield {
      path: "objectStorage",
      message: "must say where Thanos stores samples, and is missing although thanos is set",
    };
  }
  if (objectStorage && !thanos && !backups) {
    yield {
      path: "thanos",
      message: `must be set, at least to {}, because otherwise nothing uses objectStorage: backups is not set either, got ${objectStorage.type}`,
    };
  }
}

/**
 * Each replica has its own gaps, and each shard only some of the jobs: only a query over all of them shows everything,
 * and shows it once.
 */
function* redundancyFaults({ thanos, prometheus }: StackConfig): Iterable<Fault> {
  if (prometheus.shards > 1 && !thanos) {
    yield {
      path: "prometheus.shards",
      message: `must be 1 without thanos and its query in front, got ${prometheus.shards}: queries would only see the jobs of one shard`,
    };
  }
  if (prometheus.replicas > 1 && !thanos) {
    yield {
      path: "prometheus.replicas",
      message: `must be 1 without thanos and its query in front, got ${prometheus.replicas}: queries would alternate between the samples of the replicas`,
    };
  }
}

/**
 * Thanos makes 5-minute aggregates from blocks of 40 hours, and 1-hour aggregates from blocks of 10 days. From data
 * that is deleted earlier it makes none, so it refuses to start (cmd/thanos/compact.go, v0.42).
 */
const LEAST_RAW: Duration = "40h";
const LEAST_FIVE_MINUTES: Duration = "10d";

function* keepingFaults({ thanos }: StackConfig): Iterable<Fault> {
  if (!thanos) return;
  const { raw, fiveMinutes, oneHour } = thanos.retention;
  const atLeast = (key: string, value: Duration, least: Duration, why: string): readonly Fault[] =>
    parseDuration(value) >= parseDuration(least)
      ? []
      : [
          {
            path: `thanos.retention.${key}`,
            message: `must be at least ${least}, got ${value}: ${why}`,
          },
        ];
  yield* atLeast("raw", raw, LEAST_RAW, "5-minute aggregates are computed from data of that age");
  yield* atLeast(
    "fiveMinutes",
    fiveMinutes,
    LEAST_FIVE_MINUTES,
    "1-hour aggregates are computed from data of that age",
  );
  yield* atLeast("fiveMinutes", fiveMinutes, raw, "aggregates must outlive their source, raw");
  yield* atLeast(
    "oneHour",
    oneHour,
    fiveMinutes,
    "aggregates must outlive their source, fiveMinutes",
  );
}

/** Prometheus authenticates with its pod's identity, or a token that it gets for itself, which Grafana does not have. */
const NOT_GRAFANAS: ReadonlySet<string> = new Set(["oauth2", "sigv4", "azureAd", "googleIam"]);

const protocolOf = (url: string) => new URL(url).protocol.replace(":", "");

/** Whether every metric that a pattern stands for matches one of others. */
function isCovered(pattern: string, by: readonly string[]): boolean {
  // An asterisk in the pattern itself is matched by another's, like any other character.
  return new RegExp(`^(${regexOf(by)})$`).test(pattern);
}

function* sendingFaults({ remoteWrite }: StackConfig): Iterable<Fault> {
  const names = remoteWrite.map(({ name }) => name);
  for (const name of new Set(names.filter((each, index) => names.indexOf(each) !== index))) {
    yield { path: "remoteWrite", message: `must have one "${name}", has several` };
  }
  for (const [index, { url, keep, drop, queue, protocol, ...write }] of remoteWrite.entries()) {
    const path = `remoteWrite.${index}`;
    const first = remoteWrite.findIndex((other) => other.url === url);
    if (first < index && remoteWrite[first]?.tenant === write.tenant) {
      yield {
        path: `${path}.url`,
        message: `must differ from remoteWrite.${first}.url, or its tenant must, got ${url} for both: each sample would be sent twice`,
      };
    }
    if (queue.capacity < queue.maxSamplesPerSend) {
      yield {
        path: `${path}.queue.capacity`,
        message: `must be at least queue.maxSamplesPerSend, ${queue.maxSamplesPerSend}, got ${queue.capacity}: no message would ever be full`,
      };
    }
    const dropped = (keep ?? ["*"]).find((each) => isCovered(each, drop ?? []));
    if (dropped !== undefined) {
      yield {
        path: `${path}.drop`,
        message: `must not drop all of ${keep ? "what keep lists" : "the metrics"}, got ${drop?.join(", ")}: ${dropped} would never be sent`,
      };
    }
    if (protocol === 2 && write.sendNativeHistograms) {
      yield {
        path: `${path}.sendNativeHistograms`,
        message: "must be left out with protocol 2, which always sends them, got true",
      };
    }
    const { queryUrl, auth } = write;
    if (queryUrl !== undefined && NOT_GRAFANAS.has(auth.type)) {
      yield {
        path: `${path}.queryUrl`,
        message: `must be left out with auth.type ${auth.type}, got ${queryUrl}: Grafana has neither a password nor a token for its queries`,
      };
    }
    if (queryUrl !== undefined && protocolOf(queryUrl) !== protocolOf(url)) {
      yield {
        path: `${path}.queryUrl`,
        message: `must be ${protocolOf(url)} like url, got ${queryUrl}: queries use the same password and certificates`,
      };
    }
    const unused = Object.keys(write.tls).length > 0 && !url.startsWith("https://");
    if (unused) {
      yield {
        path: `${path}.tls`,
        message: `must be left out unless the URL is https, got ${url}`,
      };
    }
  }
}

function* clearTextFaults(config: StackConfig): Iterable<Fault> {
  const { production, objectStorage, remoteWrite } = config;
  const s3 = objectStorage?.type === "s3" ? objectStorage : undefined;
  if (s3?.insecure && s3.certificateAuthority !== undefined) {
    yield {
      path: "objectStorage.certificateAuthority",
      message: "must be left out with insecure, which uses no TLS, got one",
    };
  }
  if (!production) return;
  if (s3?.insecure) {
    yield {
      path: "objectStorage.insecure",
      message: "must be false in prod, got true: samples would cross the network unencrypted",
    };
  }
  for (const [index, { url, auth }] of remoteWrite.entries()) {
    if (auth.type !== "none" && !url.startsWith("https://")) {
      yield {
        path: `remoteWrite.${index}.url`,
        message: `must be https in prod, got ${url}: a ${auth.type === "basic" ? "password" : "token"} is sent with every request`,
      };
    }
    if (auth.type === "oauth2" && !auth.tokenUrl.startsWith("https://")) {
      yield {
        path: `remoteWrite.${index}.auth.tokenUrl`,
        message: `must be https in prod, got ${auth.tokenUrl}: the client's secret is sent to it`,
      };
    }
  }
}

/**
 * Servers of S3's protocol whose own names begin like this, or are just below these domains. With Cloudflare, the
 * account's name is part of the server's.
 */
const SERVERS = [
  /^s3[.-]/,
  /^storage\.(?:googleapis\.com|yandexcloud\.net)(?::|$)/,
  /^(?:oss-[\w-]+\.aliyuncs\.com|sos-[\w-]+\.exo\.io|(?:cos|obs)\..+)(?::|$)/,
  /^[\w-]+\.(?:digitaloceanspaces|linodeobjects|vultrobjects|your-objectstorage|upcloudobjects)\.com(?::|$)/,
  /^[0-9a-f]{32}(?:\.(?:eu|fedramp))?\.r2\.cloudflarestorage\.com(?::|$)/,
];

/** A name before that of S3 is a bucket's; those of private endpoints and access points are part of the server's name. */
const AMAZON =
  /^(?!.*(?:\bvpce-|\bs3-accesspoint))[\w.-]+?\.(s3[.-].*amazonaws\.com(?:\.cn)?(?::.*)?)$/;

/** Clients put the bucket before the endpoint, or after it; consoles show the address that has both. */
function* endpointFaults({ objectStorage }: StackConfig): Iterable<Fault> {
  if (objectStorage?.type === "azure") {
    const { account, endpoint } = objectStorage;
    if (endpoint.startsWith(`${account}.`)) {
      yield {
        path: "objectStorage.endpoint",
        message: `must not contain the account, got ${endpoint}: did you mean ${endpoint.slice(account.length + 1)}?`,
      };
    }
  }
  if (objectStorage?.type !== "s3") return;
  const { bucket, endpoint } = objectStorage;
  const [, ofAmazon] = AMAZON.exec(endpoint) ?? [];
  const rest = ofAmazon ?? endpoint.slice(bucket.length + 1);
  if (
    ofAmazon !== undefined ||
    (endpoint.startsWith(`${bucket}.`) && SERVERS.some((server) => server.test(rest)))
  ) {
    yield {
      path: "objectStorage.endpoint",
      message: `must not contain the bucket, got ${endpoint}: did you mean ${rest}?`,
    };
  }
}
