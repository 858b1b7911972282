import type { Quantity } from "../settings/quantity";
import type { Namespaces } from "../objects/names";
import type { ExternalLabels } from "../settings/externalLabels";
import type { Proxy } from "../settings/proxy";
import type { RemoteWrite } from "../settings/remoteWrite";
import { retainedMebibytes } from "../settings/retention";
import type { ServiceMonitor } from "../objects/kubernetes";
import type { Duration } from "../../signals/promql/units";
import { nodeScrapes, type NodeScrape } from "./nodeScrapes";
import type { Relabeling } from "./relabelings";
import { remoteWriteConfig, type RemoteWriteConfig } from "./remoteWrite";
import { REPLICA_LABEL, REPLICA_VARIABLE } from "./replicas";
import { scrapeConfigs, type ScrapeConfig, type TlsConfig } from "./scrapeConfigs";
import { shardRelabelings, type Shard } from "./sharding/shards";
import type { Times } from "./times";
import { TLS_FOLDER } from "./webConfig";

/** prometheus.yml, as far as it is used. */
export interface PrometheusConfig {
  readonly global: {
    readonly scrape_interval: Duration;
    readonly scrape_timeout: Duration;
    readonly evaluation_interval: Duration;
    readonly external_labels: Readonly<Record<string, string>>;
  };
  readonly storage: {
    readonly tsdb: { readonly retention: { readonly time: Duration; readonly size: string } };
  };
  readonly rule_files: readonly string[];
  readonly alerting: {
    readonly alert_relabel_configs?: readonly Relabeling[];
    readonly alertmanagers: readonly {
      readonly scheme?: "https";
      readonly tls_config?: TlsConfig;
      readonly static_configs: readonly { readonly targets: readonly string[] }[];
    }[];
  };
  readonly scrape_configs: readonly (ScrapeConfig | NodeScrape)[];
  readonly remote_write?: readonly RemoteWriteConfig[];
}

export interface PrometheusConfigArgs {
  /** @default monitoring and autodealgenie */
  readonly namespaces?: Namespaces | undefined;
  readonly environment: string;
  /** Added to everything that leaves Prometheus, in addition to `environment`. @default none */
  readonly externalLabels?: ExternalLabels;
  readonly times: Times;
  readonly retention: Duration;
  /** The size of the data volume. */
  readonly storage: Quantity;
  /** How much of it may be used for samples. Left out: as much as it allows. */
  readonly retentionSize?: Quantity | undefined;
  /** host:port of each Alertmanager, never of a load balancer: each one must get every alert. */
  readonly alertmanagers: readonly string[];
  readonly monitors: readonly ServiceMonitor[];
  /** Whether our servers use TLS between each other. */
  readonly internalTls: boolean;
  /** Whether to scrape the nodes for our containers and volumes. */
  readonly nodeMetrics: boolean;
  /** Whether the nodes measure volumes. @default true */
  readonly volumeMetrics?: boolean;
  /** The targets that this shard scrapes. Left out: all. */
  readonly shard?: Shard | undefined;
  /** Whether something queries the samples of several replicas together. @default false */
  readonly replicated?: boolean;
  /** @default none */
  readonly remoteWrite?: readonly RemoteWrite[];
  /** The proxy for remote write. @default none */
  readonly proxy?: Proxy | undefined;
}

/** The client certificate, and the CA to trust: read again for each connection. */
const OWN_TLS: TlsConfig = {
  ca_file: `${TLS_FOLDER}/ca.crt`,
  cert_file: `${TLS_FOLDER}/tls.crt`,
  key_file: `${TLS_FOLDER}/tls.key`,
};

/** The content of prometheus.yml for one Prometheus or one of its shards. */
export function prometheusConfig(args: PrometheusConfigArgs): PrometheusConfig {
  const { times, environment, replicated = false, remoteWrite = [] } = args;
  const mebibytes = retainedMebibytes(args);
  return {
    global: {
      scrape_interval: times.scrapeInterval,
      scrape_timeout: times.scrapeTimeout,
      evaluation_interval: times.evaluationInterval,
      external_labels: {
        environment,
        ...args.externalLabels,
        ...(replicated && { [REPLICA_LABEL]: `\${${REPLICA_VARIABLE}}` }),
      },
    },
    // Here and not as flags: the flags are deprecated, and this can change without a restart. MB is 2^20 bytes.
    storage: { tsdb: { retention: { time: args.retention, size: `${mebibytes}MB` } } },
    // Relative to this file, in the pod as well as in a rendered directory.
    rule_files: ["rules/*.yml"],
    alerting: {
      // The same alert from two replicas is then one alert, for which Alertmanager notifies once.
      ...(replicated && {
        alert_relabel_configs: [{ action: "labeldrop", regex: REPLICA_LABEL }],
      }),
      alertmanagers: [
        {
          ...(args.internalTls && { scheme: "https" as const, tls_config: OWN_TLS }),
          static_configs: [{ targets: args.alertmanagers }],
        },
      ],
    },
    scrape_configs: [
      ...scrapeConfigs(args.monitors),
      ...(args.nodeMetrics ? nodeScrapes(times, args.volumeMetrics ?? true, args.namespaces) : []),
    ].map((config) => divided(labelled(config, environment), args.shard)),
    ...(remoteWrite.length > 0 && {
      remote_write: remoteWrite.map((each) =>
        remoteWriteConfig(each, {
          environment,
          replicated,
          cluster: args.externalLabels?.cluster,
          proxy: args.proxy,
        }),
      ),
    }),
  };
}

/**
 * Puts the environment on every series, not only on alerts and remote copies as an external label would: so a
 * dashboard's variable can select by it, whichever Prometheus it queries.
 */
function labelled<S extends ScrapeConfig | NodeScrape>(config: S, environment: string): S {
  const label = { target_label: "environment", replacement: environment };
  return { ...config, relabel_configs: [...config.relabel_configs, label] };
}

/** Keeps only a shard's own targets. These rules come last, because they use labels that the others set. */
function divided<S extends ScrapeConfig | NodeScrape>(config: S, shard?: Shard): S {
  if (shard === undefined) return config;
  return {
    ...config,
    relabel_configs: [...config.relabel_configs, ...shardRelabelings(shard)],
  };
}
