import { alertGroups, alertRulesOf, type RuleContext } from "../alert-rules";
import { dashboards, withAlertLinks } from "../dashboards";
import { lingering } from "./alert-delivery/aftermath";
import { findings, type Declared } from "./model-checks";
import { refuse } from "./model-checks/refuse";
import { RUNBOOKS } from "./model-checks/runbooks";
import { alertmanagerAddresses, alertmanagerPart } from "./components/alertmanager";
import { backendPart } from "./components/backend";
import { backupGrafanaTask } from "./components/backupGrafana";
import { backupSilencesTask } from "./components/backupSilences";
import { blackboxExporterPart } from "./components/blackboxExporter";
import { certManagerNeighbour } from "./components/certManager";
import { grafanaPart } from "./components/grafana";
import { kubeStateMetricsPart } from "./components/kubeStateMetrics";
import { postgresPart } from "./components/postgres";
import { postgresExporterPart } from "./components/postgresExporter";
import { prometheusPart } from "./components/prometheus";
import { redisPart } from "./components/redis";
import { redisExporterPart } from "./components/redisExporter";
import { thanosCompactPart } from "./components/thanosCompact";
import { thanosQueryPart, thanosQueryUrl } from "./components/thanosQuery";
import { thanosStorePart } from "./components/thanosStore";
import type { StackConfig } from "./settings";
import { postgresAddress, receiverAddresses, redisAddress } from "./settings/addresses";
import { scrapedJobs } from "./settings/jobs";
import type { ThanosSettings } from "./settings/longTerm";
import type { ObjectStorage } from "./settings/objectStorage";
import { alertmanagerConfig, alertmanagerSecrets } from "./rendered-config/alertmanager";
import { nodeScrapes } from "./rendered-config/nodeScrapes";
import { scaledGroups } from "./rendered-config/rules";
import { timesOf, type Times } from "./rendered-config/times";
import { available } from "./kubernetes/availability";
import { exposed, publicIssuers, solverPolicies } from "./kubernetes/ingress";
import { facesOf } from "./kubernetes/faces";
import { internalIssuers, speaksTls } from "./kubernetes/tls/certificates";
import { encrypted } from "./kubernetes/tls/encrypted";
import { clusterHost, MONITORING } from "./kubernetes/names";
import { networkPolicies } from "./kubernetes/network/policies";
import type { Part, Piece, Pieces } from "./kubernetes/objects";
import { pulled } from "./kubernetes/pulled";
import { referring } from "./kubernetes/references";
import { policiesWith } from "../alert-rules/policies";
import { RATES_INTERVAL } from "../signals/promql/recordedRate";
import { scaleDuration } from "../signals/promql/scale";
import { JOBS } from "../signals/promql/targets";
import { familiesOf } from "./sharding/families";
import { dividedInto, type Shard } from "./sharding/shards";

export type Plan = ReturnType<typeof plan>;

/**
 * Every object of a stack as plain data, all but the values of its secrets. Nothing is registered yet, so whatever
 * is wrong with it is an error before anything is applied.
 * @throws pulumi.RunError that names everything that the checks find
 */
export function plan(config: StackConfig) {
  return checked(config).parts;
}

/**
 * The same with all that was checked, of which some is registered, too.
 * @throws pulumi.RunError that names everything that the checks find
 */
export function checked(config: StackConfig) {
  const stack = declare(config);
  refuse(findings(stack.declared));
  return stack;
}

/** A stack's objects by what they are of, Prometheus's shards beyond the first apart, and the same with all that the checks look at. */
export function declare(config: StackConfig) {
  const { environment, images, storageClass } = config;
  const times = timesOf(config);
  const postgres = postgresAddress(config.postgres);
  const redis = redisAddress(config.redis);
  const jobs = scrapedJobs(config);
  const sendsOn = config.remoteWrite.length > 0;
  const backsUp = config.backups !== undefined;
  const policies = policiesWith(config.alerts);
  const context: RuleContext = {
    links: { runbooks: config.runbooks, grafana: config.grafana.url },
    policies,
    workingHours: config.workingHours,
    jobs,
    slos: config.slos,
    replicated: config.thanos !== undefined,
    sendsOn,
    backsUp,
  };
  const ruleGroups = alertGroups(context);
  const routing = alertmanagerConfig(config.notifications, times);
  const drawn = withAlertLinks(
    dashboards({
      policies,
      slos: config.slos,
      llmPrices: config.backend.llm?.prices,
      jobs,
      sendsOn,
      backsUp,
      ratesInterval: scaleDuration(RATES_INTERVAL, config.timeScale),
    }),
    alertRulesOf(ruleGroups),
    { grafana: config.grafana.url, prometheus: config.prometheus.url },
  );

  const application = encrypted(
    {
      backend: backendPart({
        environment,
        image: images.backend,
        settings: config.backend,
        postgres,
        redis,
        times,
      }),
      ...(config.postgres.host === undefined && {
        postgres: postgresPart({ image: images.postgres, storageClass, ...config.postgres }),
      }),
      ...(config.redis.host === undefined && {
        redis: redisPart({ image: images.redis, ...config.redis }),
      }),
    },
    config,
  );
  const internalTls = speaksTls(config);
  const watched = encrypted(
    {
      postgresExporter: postgresExporterPart({ image: images.postgresExporter, postgres, times }),
      redisExporter: redisExporterPart({ image: images.redisExporter, redis, times }),
      kubeStateMetrics: kubeStateMetricsPart({
        image: images.kubeStateMetrics,
        cronJobs: backsUp,
        times,
      }),
      ...(config.certificates.length > 0 && {
        blackboxExporter: blackboxExporterPart({
          image: images.blackboxExporter,
          certificates: config.certificates,
          certificateAuthority: config.certificateAuthority,
          times,
        }),
      }),
      alertmanager: alertmanagerPart({
        ...config.alertmanager,
        image: images.alertmanager,
        config: routing,
        secrets: alertmanagerSecrets(config.notifications),
        receivers: receiverAddresses(config),
        times,
        storageClass,
      }),
      grafana: grafanaPart({
        ...config.grafana,
        image: images.grafana,
        internalTls,
        datasource: config.thanos
          ? { url: thanosQueryUrl(internalTls), kind: "Thanos" }
          : {
              url: `${internalTls ? "https" : "http"}://${clusterHost("prometheus", MONITORING)}:9090`,
              kind: "Prometheus",
            },
        times,
        dashboards: drawn,
        storageClass,
      }),
    },
    config,
  );
  const { thanos, objectStorage } = config;
  const longTerm = {
    ...(thanos &&
      objectStorage &&
      encrypted(longTermParts(config, thanos, objectStorage, times), config)),
  };
  const neighbours = config.certManager === "install" ? [certManagerNeighbour(times)] : [];
  const prometheusArgs = {
    ...config.prometheus,
    internalTls,
    environment,
    image: images.prometheus,
    times,
    timeScale: config.timeScale,
    storageClass,
    alertmanagers: alertmanagerAddresses(config.alertmanager.replicas),
    monitors: Object.values<Part>({ ...application, ...watched, ...longTerm })
      .flatMap(facesOf)
      .flatMap(({ monitor }) => monitor ?? []),
    neighbours,
    remoteWrite: config.remoteWrite,
    ...(thanos &&
      objectStorage && {
        thanos: { image: images.thanos, settings: thanos.sidecar, bucket: objectStorage },
      }),
  };
  const prometheusOf = (shard?: Shard) => {
    const groups = shard ? alertGroups({ ...context, jobs: shard.jobs }) : ruleGroups;
    const kept = lingering(groups, policies, times, config.timeScale);
    return prometheusPart({ ...prometheusArgs, shard, ruleGroups: kept });
  };
  const [first, ...others] = dividedInto(config.prometheus.shards, familiesOf(ruleGroups, jobs));

  const deployed = <P extends Pieces>(made: P): P =>
    pulled(
      exposed(referring(available(made, config.availability), config), config),
      images.pullPolicy,
    );
  const parts = deployed({
    ...application,
    ...watched,
    ...longTerm,
    ...(objectStorage && backupTasks(config, objectStorage)),
    ...encrypted({ prometheus: prometheusOf(first) }, config),
  });
  const shards = deployed(
    encrypted(
      Object.fromEntries(
        others.map((shard) => [`prometheusShard${shard.index}`, prometheusOf(shard)]),
      ),
      config,
    ),
  );
  const all = { ...shards, ...parts };
  const issuers = [...publicIssuers(all, config), ...internalIssuers(config)];
  const declared: Declared = {
    parts: Object.values<Piece>(all),
    nodeScrapes: config.prometheus.nodeMetrics ? nodeScrapes(times) : [],
    neighbours,
    leftOut: JOBS.filter((job) => !jobs.includes(job)),
    ruleGroups: scaledGroups(ruleGroups, config.timeScale),
    dashboards: drawn,
    routing,
    runbooks: RUNBOOKS,
    issuers,
    network: {
      parts: all,
      settings: config.network,
      policies: [...networkPolicies(all, config.network), ...solverPolicies(all, config)],
    },
    times,
  };
  return { parts, shards: Object.values(shards), declared };
}

/** What keeps samples for years, and answers for every Prometheus. */
function longTermParts(
  { images: { thanos: image }, prometheus, storageClass }: StackConfig,
  thanos: ThanosSettings,
  bucket: ObjectStorage,
  times: Times,
) {
  const { shards } = prometheus;
  const common = { image, bucket, storageClass, times };
  return {
    thanosStore: thanosStorePart({ ...common, settings: thanos.store }),
    thanosCompact: thanosCompactPart({
      ...common,
      settings: thanos.compactor,
      retention: thanos.retention,
    }),
    thanosQuery: thanosQueryPart({ image, times, shards, settings: thanos.query }),
  };
}

/** What copies into the bucket what is nowhere else. */
function backupTasks(config: StackConfig, bucket: ObjectStorage) {
  const { images, backups, grafana } = config;
  return {
    ...(backups?.grafana &&
      grafana.database && {
        backupGrafana: backupGrafanaTask({
          images,
          database: grafana.database,
          times: backups.grafana,
          bucket,
        }),
      }),
    ...(backups?.silences && {
      backupSilences: backupSilencesTask({ images, times: backups.silences, bucket, config }),
    }),
  };
}
