import { regexOf, type RemoteWrite } from "../settings/remoteWrite";
import { proxyConfig, type Proxy } from "../settings/proxy";
import { given, type SecretSource } from "../settings/secretSources";
import { secretFile } from "../objects/names";
import type { Duration } from "../../signals/promql/units";
import type { Relabeling } from "./relabelings";
import { REPLICA_LABEL } from "./replicas";

/** An entry of `remote_write`, as far as it is used. */
export interface RemoteWriteConfig {
  readonly name: string;
  readonly url: string;
  readonly remote_timeout: Duration;
  readonly protobuf_message: "prometheus.WriteRequest" | "io.prometheus.write.v2.Request";
  readonly headers?: Readonly<Record<string, string>>;
  readonly basic_auth?: { readonly username: string; readonly password_file: string };
  readonly authorization?: { readonly type: "Bearer"; readonly credentials_file: string };
  readonly oauth2?: {
    readonly client_id: string;
    readonly client_secret_file: string;
    readonly token_url: string;
    readonly scopes?: readonly string[];
    readonly endpoint_params?: { readonly audience: string };
    readonly tls_config?: { readonly ca_file: string };
    readonly proxy_url?: string;
    readonly no_proxy?: string;
  };
  readonly sigv4?: { readonly region: string; readonly role_arn?: string };
  readonly azuread?: {
    readonly cloud: string;
    readonly workload_identity?: { readonly client_id: string; readonly tenant_id: string };
    readonly managed_identity?: { readonly client_id: string };
  };
  readonly google_iam?: Readonly<Record<string, never>>;
  readonly tls_config?: {
    readonly ca_file?: string;
    readonly server_name?: string;
    readonly cert_file?: string;
    readonly key_file?: string;
  };
  readonly proxy_url?: string;
  readonly no_proxy?: string;
  readonly send_exemplars: boolean;
  readonly send_native_histograms?: boolean;
  readonly write_relabel_configs?: readonly Relabeling[];
  readonly queue_config: {
    readonly max_shards: number;
    readonly capacity: number;
    readonly max_samples_per_send: number;
    readonly batch_send_deadline: Duration;
    readonly max_backoff: Duration;
    readonly retry_on_http_429: boolean;
    readonly sample_age_limit?: Duration;
  };
}

/** The secrets of the remote write endpoints, by the name of the file that contains each. */
export type RemoteWriteSecret = `remote-write-${string}`;

/** The secrets that a stack's remote writes need. */
export function remoteWriteSecrets(
  writes: readonly RemoteWrite[],
): Readonly<Record<RemoteWriteSecret, SecretSource>> {
  return Object.assign(
    {},
    ...writes.map(({ name, auth, tls }) => ({
      ...(auth.type === "basic" && { [passwordOf(name)]: given(`remoteWritePassword-${name}`) }),
      ...(auth.type === "bearer" && { [tokenOf(name)]: given(`remoteWriteToken-${name}`) }),
      ...(auth.type === "oauth2" && {
        [clientSecretOf(name)]: given(`remoteWriteClientSecret-${name}`),
      }),
      ...(tls.certificate && { [keyOf(name)]: given(`remoteWriteTlsKey-${name}`) }),
    })),
  ) as Readonly<Record<RemoteWriteSecret, SecretSource>>;
}

export const passwordOf = (name: string) => `remote-write-${name}-password` as const;
export const tokenOf = (name: string) => `remote-write-${name}-token` as const;
export const keyOf = (name: string) => `remote-write-${name}-key` as const;
const clientSecretOf = (name: string) => `remote-write-${name}-client-secret` as const;
const authorityOf = (name: string) => `remote-write-${name}-authority.pem`;
const issuerAuthorityOf = (name: string) => `remote-write-${name}-issuer-authority.pem`;
const certificateOf = (name: string) => `remote-write-${name}-certificate.pem`;

/** The files beside prometheus.yml that they need and that are not secret. */
export function remoteWriteFiles(writes: readonly RemoteWrite[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    writes.flatMap(({ name, auth, tls: { certificateAuthority, certificate } }) => [
      ...(certificateAuthority === undefined ? [] : [[authorityOf(name), certificateAuthority]]),
      ...(certificate === undefined ? [] : [[certificateOf(name), certificate]]),
      ...(auth.type === "oauth2" && auth.certificateAuthority !== undefined
        ? [[issuerAuthorityOf(name), auth.certificateAuthority]]
        : []),
    ]),
  ) as Readonly<Record<string, string>>;
}

interface Sender {
  readonly environment: string;
  /** Whether the samples have the replica label. */
  readonly replicated: boolean;
  /** Distinguishes its samples from those of other clusters. Left out: the environment has only one cluster. */
  readonly cluster?: string | undefined;
  /** The proxy to send through. Left out: none. */
  readonly proxy?: Proxy | undefined;
}

/** The settings of one remote write endpoint, in Prometheus's format. */
export function remoteWriteConfig(write: RemoteWrite, sender: Sender): RemoteWriteConfig {
  const { name, url, auth, tenant, protocol, queue } = write;
  const relabelings = [...chosen(write), ...replicaLabels(write, sender)];
  const tls = tlsConfig(write);
  return {
    name,
    url,
    remote_timeout: write.timeout,
    protobuf_message: protocol === 1 ? "prometheus.WriteRequest" : "io.prometheus.write.v2.Request",
    ...(tenant !== undefined && { headers: { "X-Scope-OrgID": tenant } }),
    ...(auth.type === "basic" && {
      basic_auth: { username: auth.username, password_file: secretFile(passwordOf(name)) },
    }),
    ...(auth.type === "bearer" && {
      authorization: { type: "Bearer" as const, credentials_file: secretFile(tokenOf(name)) },
    }),
    ...(auth.type === "oauth2" && { oauth2: clientCredentials(name, auth, sender.proxy) }),
    ...byIdentity(auth),
    ...proxyConfig(sender.proxy),
    ...(Object.keys(tls).length > 0 && { tls_config: tls }),
    send_exemplars: write.sendExemplars,
    // The second protocol always sends them, and Prometheus warns about the setting.
    ...(protocol === 1 && { send_native_histograms: write.sendNativeHistograms }),
    ...(relabelings.length > 0 && { write_relabel_configs: relabelings }),
    queue_config: {
      max_shards: queue.maxShards,
      capacity: queue.capacity,
      max_samples_per_send: queue.maxSamplesPerSend,
      batch_send_deadline: queue.batchSendDeadline,
      max_backoff: queue.maxBackoff,
      retry_on_http_429: queue.retryOnRateLimit,
      ...(queue.sampleAgeLimit !== undefined && { sample_age_limit: queue.sampleAgeLimit }),
    },
  };
}

/** How Prometheus gets its tokens. The proxy of the samples does not hold for these requests, and is named again. */
function clientCredentials(
  name: string,
  auth: Extract<RemoteWrite["auth"], { type: "oauth2" }>,
  proxy: Proxy | undefined,
): RemoteWriteConfig["oauth2"] {
  const { clientId, tokenUrl, scopes, audience, certificateAuthority } = auth;
  return {
    client_id: clientId,
    client_secret_file: secretFile(clientSecretOf(name)),
    token_url: tokenUrl,
    ...(scopes.length > 0 && { scopes }),
    ...(audience !== undefined && { endpoint_params: { audience } }),
    ...(certificateAuthority !== undefined && {
      tls_config: { ca_file: issuerAuthorityOf(name) },
    }),
    ...proxyConfig(proxy),
  };
}

/** Authentication by an identity instead of a secret. */
function byIdentity(
  auth: RemoteWrite["auth"],
): Pick<RemoteWriteConfig, "sigv4" | "azuread" | "google_iam"> {
  switch (auth.type) {
    case "sigv4": {
      const { region, roleArn } = auth;
      return { sigv4: { region, ...(roleArn !== undefined && { role_arn: roleArn }) } };
    }
    case "azureAd": {
      const { cloud, clientId, tenantId = "" } = auth;
      const identity = { client_id: clientId };
      return {
        azuread:
          auth.by === "managedIdentity"
            ? { cloud, managed_identity: identity }
            : { cloud, workload_identity: { ...identity, tenant_id: tenantId } },
      };
    }
    case "googleIam":
      return { google_iam: {} };
    default:
      return {};
  }
}

function tlsConfig({ name, tls }: RemoteWrite): NonNullable<RemoteWriteConfig["tls_config"]> {
  return {
    ...(tls.certificateAuthority !== undefined && { ca_file: authorityOf(name) }),
    ...(tls.serverName !== undefined && { server_name: tls.serverName }),
    ...(tls.certificate !== undefined && {
      cert_file: certificateOf(name),
      key_file: secretFile(keyOf(name)),
    }),
  };
}

function chosen({ keep, drop }: RemoteWrite): readonly Relabeling[] {
  const rule = (action: "keep" | "drop", patterns: readonly string[]): Relabeling => ({
    action,
    source_labels: ["__name__"],
    regex: regexOf(patterns),
  });
  return [...(keep ? [rule("keep", keep)] : []), ...(drop ? [rule("drop", drop)] : [])];
}

/** Turns the replica label into the one that the endpoint uses for deduplication. */
function replicaLabels(
  { replicaLabel }: RemoteWrite,
  { environment, replicated, cluster = environment }: Sender,
): readonly Relabeling[] {
  if (!replicated || replicaLabel === REPLICA_LABEL) return [];
  const dropped: Relabeling = { action: "labeldrop", regex: REPLICA_LABEL };
  if (replicaLabel === "none") return [dropped];
  return [
    { source_labels: [REPLICA_LABEL], target_label: replicaLabel },
    // The endpoint accepts only one of the replicas of a cluster.
    { target_label: "cluster", replacement: cluster },
    dropped,
  ];
}
