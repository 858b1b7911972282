import { alertGroups } from "../../alert-rules";
import { withKeepFiring } from "../alert-delivery/keepFiring";
import { alertmanagerAddresses } from "../components/alertmanager";
import { prometheusServer } from "../components/prometheus";
import { apiServer } from "../kubernetes/network/egress";
import type { ExternalTarget } from "../kubernetes/externalTargets";
import type { Server } from "../kubernetes/server";
import type { ServiceMonitor } from "../objects/kubernetes";
import { speaksTls } from "../kubernetes/tls/certificates";
import { inOwnNames } from "../rendered-config/ownNames";
import { familiesOf } from "../rendered-config/sharding/families";
import { dividedInto, type Shard } from "../rendered-config/sharding/shards";
import { volumesMeasured } from "../settings/jobs";
import type { Basics } from "./basics";

interface Scraped {
  /** The monitors of our servers. */
  readonly monitors: readonly ServiceMonitor[];
  readonly externalTargets: readonly ExternalTarget[];
}

/** Prometheus, and its additional shards by name. */
export function prometheusServers(basics: Basics, scraped: Scraped) {
  const { config, context, ruleGroups } = basics;
  const [first, ...others] = dividedInto(
    config.prometheus.shards,
    familiesOf(ruleGroups, context.jobs),
  );
  const of = (shard: Shard | undefined) => shardOf(basics, scraped, shard);
  return {
    prometheus: of(first),
    shards: Object.fromEntries(
      others.map((shard) => [`prometheusShard${shard.index}`, of(shard)]),
    ) as Readonly<Record<string, Server>>,
  };
}

/** @param shard left out if there is only one */
function shardOf(
  { config, context, ruleGroups, proxy, namespaces, postgres, times }: Basics,
  scraped: Scraped,
  shard: Shard | undefined,
): Server {
  const { thanos, objectStorage: bucket, images } = config;
  const own = shard
    ? inOwnNames(alertGroups({ ...context, jobs: shard.jobs }), { namespaces, postgres })
    : ruleGroups;
  return prometheusServer({
    ...config.prometheus,
    ...scraped,
    internalTls: speaksTls(config),
    namespaces,
    environment: config.environment,
    image: images.prometheus,
    times,
    timeScale: config.timeScale,
    storageClass: config.storageClass,
    alertmanagers: alertmanagerAddresses(config.alertmanager.replicas, namespaces.monitoring),
    apiServer: apiServer(config.cluster),
    volumeMetrics: volumesMeasured(config.cluster),
    remoteWrite: config.remoteWrite,
    proxy,
    ...(thanos && bucket && { thanos: { image: images.thanos, settings: thanos.sidecar, bucket } }),
    shard,
    ruleGroups: withKeepFiring(own, context.policies, times, config.timeScale),
  });
}
