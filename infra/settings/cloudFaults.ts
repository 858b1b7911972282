import { isAmazons, regionIn } from "./objectStorage";
import type { StackConfig } from "./schema";
import { saidOf, type ServerKey } from "./servers";
import type { Fault } from "./wording";

/** Incomplete settings of the cloud identities of pods. */
export function* cloudFaults(config: StackConfig): Iterable<Fault> {
  const { objectStorage: storage, remoteWrite, backups } = config;
  if (storage?.type === "s3" && storage.credentials === "workloadIdentity") {
    if (!isAmazons(storage.endpoint)) {
      yield {
        path: "objectStorage.credentials",
        message: `must be keys, got workloadIdentity: ${storage.endpoint} is not Amazon's, and only Amazon supports it`,
      };
    }
    if (storage.region === undefined) {
      yield {
        path: "objectStorage.region",
        message: "must be set with credentials workloadIdentity, and is missing",
      };
    }
  }
  if (storage?.type === "s3") {
    yield* regionFaults("objectStorage.region", storage.region, storage.endpoint);
  }
  if (storage?.type === "s3" && storage.credentials === "keys") {
    const { endpoint, region } = storage;
    const isGlobal = isAmazons(endpoint) && regionIn(endpoint) === undefined;
    if (backups && isGlobal && region === undefined) {
      yield {
        path: "objectStorage.region",
        message: `must be set for backups with ${endpoint}, which names no region, and is missing`,
      };
    }
  }
  if (storage?.type === "azure" && storage.credentials === "workloadIdentity") {
    for (const key of asking(config)) yield* unmarked(config, key, "objectStorage.credentials");
  }
  for (const [index, { auth, url }] of remoteWrite.entries()) {
    const path = `remoteWrite.${index}`;
    if (auth.type === "sigv4") {
      yield* regionFaults(`${path}.auth.region`, auth.region, new URL(url).hostname);
    }
    const byPod = auth.type === "azureAd" && auth.by === "workloadIdentity";
    if (byPod && auth.tenantId === undefined) {
      yield {
        path: `${path}.auth.tenantId`,
        message: "must be set with workloadIdentity, and is missing",
      };
    }
    if (auth.type === "azureAd" && !byPod && auth.tenantId !== undefined) {
      yield {
        path: `${path}.auth.tenantId`,
        message: `must be left out with managedIdentity, got ${auth.tenantId}`,
      };
    }
    if (byPod) yield* unmarked(config, "prometheus", `${path}.auth.by`);
    if (/^(sigv4|azureAd|googleIam)$/.test(auth.type) && !url.startsWith("https://")) {
      yield { path: `${path}.url`, message: `must be https with ${auth.type}, got ${url}` };
    }
  }
}

/** Requests are signed for a region, and hosts that have one in their names reject those for others. */
function* regionFaults(path: string, region: string | undefined, host: string): Iterable<Fault> {
  if (region === undefined) return;
  const named = regionIn(host);
  if (named !== undefined && named !== region) {
    yield { path, message: `must be ${named}, that of ${host}, got ${region}` };
  } else if (host.includes(".amazonaws.com") && /-\d[a-z]$/.test(region)) {
    yield {
      path,
      message: `must be a region, not a zone, got ${region}: did you mean ${region.slice(0, -1)}?`,
    };
  }
}

/** The servers and jobs of a stack that access the bucket. */
function asking({ thanos, backups }: StackConfig): readonly ServerKey[] {
  return [
    ...(thanos ? (["prometheus", "thanosStore", "thanosCompact"] as const) : []),
    ...(backups?.grafana ? (["backupGrafana"] as const) : []),
    ...(backups?.silences ? (["backupSilences"] as const) : []),
  ];
}

const MARK = "azure.workload.identity/use";

/** Azure's webhook only gives tokens to pods that ask for one by this label. */
function* unmarked({ servers }: StackConfig, key: ServerKey, needs: string): Iterable<Fault> {
  const { labels, podLabels } = saidOf(servers, key);
  const value = { ...labels, ...podLabels }[MARK];
  if (value === "true") return;
  yield {
    path: `servers.${key}.podLabels`,
    message: `must have ${MARK}: "true" with ${needs} workloadIdentity, got ${value ?? "none"}: there would be no token in the pod`,
  };
}
