import { alertGroups, alertRulesOf, type RuleContext, type RuleGroup } from "../../alert-rules";
import { policiesWith } from "../../alert-rules/policies";
import { dashboards, withAlertLinks, type Dashboard } from "../../dashboards";
import { RATES_INTERVAL } from "../../signals/promql/recordedRate";
import { scaleDuration } from "../../signals/promql/scale";
import { alertmanagerConfig, type AlertmanagerConfig } from "../rendered-config/alertmanager";
import { timesOf, type Times } from "../rendered-config/times";
import type { StackConfig } from "../settings";
import {
  postgresAddress,
  redisAddress,
  type PostgresAddress,
  type RedisAddress,
} from "../settings/addresses";
import { kafkaAddress, type KafkaAddress } from "../settings/kafkaAddress";
import { mongodbAddress, type MongodbAddress } from "../settings/mongodbAddress";
import { proxyOf, type Proxy } from "../settings/proxy";
import { namesOf } from "../settings/namespaces";
import { inOwnNames } from "../rendered-config/ownNames";
import type { Namespaces } from "../objects/names";
import { backupNames } from "./backups";
import { partsOf, placesOf, publicAddresses, scrapedJobs } from "../settings/jobs";

/** What several servers of a stack are built from. */
export interface Basics {
  readonly config: StackConfig;
  readonly times: Times;
  readonly postgres: PostgresAddress;
  readonly redis: RedisAddress;
  /** Undefined if the stack has none. */
  readonly mongodb: MongodbAddress | undefined;
  /** As for MongoDB. */
  readonly kafka: KafkaAddress | undefined;
  readonly namespaces: Namespaces;
  /** What the stack's rules depend on. */
  readonly context: RuleContext;
  readonly ruleGroups: readonly RuleGroup[];
  /** The proxy for the servers' connections to the outside. Undefined: none. */
  readonly proxy: Proxy | undefined;
  readonly routing: AlertmanagerConfig;
  readonly dashboards: readonly Dashboard[];
}

/** Derives from the settings what several servers are built from. */
export function basicsOf(config: StackConfig): Basics {
  const times = timesOf(config);
  const proxy = proxyOf(config);
  const context: RuleContext = {
    links: { runbooks: config.runbooks, grafana: config.grafana.url },
    policies: policiesWith(config.alerts),
    workingHours: config.workingHours,
    jobs: scrapedJobs(config),
    ...(config.mode === "operator" && { evaluatedElsewhere: true }),
    slos: config.slos,
    replicated: config.thanos !== undefined,
    sendsOn: config.remoteWrite.length > 0,
    parts: partsOf(config),
    places: placesOf(config),
    backups: backupNames(config),
    publicAddresses: publicAddresses(config),
    expectsTraffic: config.expectsTraffic,
  };
  const namespaces = namesOf(config.namespaces);
  const postgres = postgresAddress(config.postgres, namespaces.application);
  const names = { namespaces, postgres };
  const ruleGroups = inOwnNames(alertGroups(context), names);
  return {
    config,
    times,
    postgres,
    redis: redisAddress(config.redis, namespaces.application),
    mongodb: config.mongodb && mongodbAddress(config.mongodb, namespaces.application),
    kafka: config.kafka && kafkaAddress(config.kafka, namespaces.application),
    context,
    ruleGroups,
    proxy,
    routing: alertmanagerConfig(config.notifications, times, proxy),
    dashboards: inOwnNames(dashboardsOf(config, context, ruleGroups), names),
    namespaces,
  };
}

function dashboardsOf(
  config: StackConfig,
  { policies, links, jobs, sendsOn = false, parts = [], backups = [] }: RuleContext,
  ruleGroups: readonly RuleGroup[],
): readonly Dashboard[] {
  const drawn = dashboards({
    policies,
    slos: config.slos,
    links,
    llmPrices: config.backend.llm?.prices,
    jobs,
    sendsOn,
    parts,
    backups,
    ratesInterval: scaleDuration(RATES_INTERVAL, config.timeScale),
  });
  return withAlertLinks(drawn, alertRulesOf(ruleGroups), {
    grafana: config.grafana.url,
    prometheus: config.prometheus.url,
  });
}
