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
  /** Beside that, on whatever leaves it. @default none */
  readonly externalLabels?: ExternalLabels;
  readonly times: Times;
  readonly retention: Duration;
  /** The size of the data volume. */
  readonly storage: Quantity;
  /** How much of it is kept. Left out: as much as it allows. */
  readonly retentionSize?: Quantity | undefined;
  /** host:port of each Alertmanager, never of a load balancer: each has to know of every alert. */
  readonly alertmanagers: readonly string[];
  readonly monitors: readonly ServiceMonitor[];
  /** Whether our servers talk to each other by TLS. */
  readonly internalTls: boolean;
  /** Whether to read what the nodes say of our containers and volumes. */
  readonly nodeMetrics: boolean;
  /** Whether they tell of volumes. @default true */
  readonly volumeMetrics?: boolean;
  /** Which of the targets are its own. Left out: all. */
  readonly shard?: Shard | undefined;
  /** Whether somebody looks at the samples of several replicas. @default false */
  readonly replicated?: boolean;
  /** @default to nobody */
  readonly remoteWrite?: readonly RemoteWrite[];
  /** Through which they are sent. @default through none */
  readonly proxy?: Proxy | undefined;
}

/** What it shows others, and whom it trusts: read anew for each connection. */
const OWN_TLS: TlsConfig = {
  ca_file: `${TLS_FOLDER}/ca.crt`,
  cert_file: `${TLS_FOLDER}/tls.crt`,
  key_file: `${TLS_FOLDER}/tls.key`,
};

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
    // Beside this file, in the pod and in a rendered folder alike.
    rule_files: ["rules/*.yml"],
    alerting: {
      // The same alert of two replicas is one alert, which Alertmanager tells once.
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
 * Puts the environment on every series, and not on alerts and remote copies alone as an external label does: so a
 * dashboard's variable chooses by it, whichever Prometheus it asks.
 */
function labelled<S extends ScrapeConfig | NodeScrape>(config: S, environment: string): S {
  const label = { target_label: "environment", replacement: environment };
  return { ...config, relabel_configs: [...config.relabel_configs, label] };
}

/** Keeps a shard's own targets. Last of all rules, for they are told by the labels that the others make. */
function divided<S extends ScrapeConfig | NodeScrape>(config: S, shard?: Shard): S {
  if (shard === undefined) return config;
  return {
    ...config,
    relabel_configs: [...config.relabel_configs, ...shardRelabelings(shard)],
  };
}
