import { certManagerTarget } from "../components/certManager";
import { available } from "../kubernetes/availability";
import { endpointsOf } from "../kubernetes/endpoints";
import { exposed, publicIssuers, solverPolicies } from "../kubernetes/ingress";
import type { ExternalTarget } from "../kubernetes/externalTargets";
import { networkSettings, type ScrapedWorkloads } from "../kubernetes/network/flows";
import { networkPolicies } from "../kubernetes/network/policies";
import { eachMonitored, type Server, type Workload, type Workloads } from "../kubernetes/server";
import { mirrored } from "../images/mirrored";
import { marked, marksOfAll, said } from "../kubernetes/said";
import { withUserIds } from "../kubernetes/userIds";
import { pulled } from "../kubernetes/pulled";
import { referring } from "../kubernetes/references";
import { internalIssuers } from "../kubernetes/tls/certificates";
import { encrypted } from "../kubernetes/tls/encrypted";
import { findings, type StackModel } from "../model-checks";
import { refuse } from "../model-checks/refuse";
import { RUNBOOKS } from "../model-checks/runbooks";
import { toldNobody } from "../rendered-config/alertmanager";
import { nodeScrapes } from "../rendered-config/nodeScrapes";
import { scaledGroups } from "../rendered-config/rules";
import type { StackConfig } from "../settings";
import { volumesMeasured } from "../settings/jobs";
import { JOBS } from "../../signals/exporters/targets";
import { backupJobs } from "./backups";
import { basicsOf, type Basics } from "./basics";
import { forOperator, operatorDashboards, operatorPart } from "./operator";
import { prometheusServers } from "./prometheus";
import { applicationServers, exporters, longTermServers, peoplesServers } from "./servers";

/** The objects of a stack, grouped by server. */
export type Plan = ReturnType<typeof plan>;

/**
 * Every object of a stack as plain data, except the values of its secrets. Nothing is registered yet, so any mistake is
 * an error before anything is applied.
 *
 * @throws pulumi.RunError that lists everything that the checks find
 */
export function plan(config: StackConfig) {
  return checked(config).parts;
}

/**
 * The same with everything that was checked, some of which is registered as well.
 *
 * @throws pulumi.RunError that lists everything that the checks find
 */
export function checked(config: StackConfig) {
  const stack = buildStack(config);
  refuse(findings(stack.declared));
  return stack;
}

/**
 * Everything that a stack declares, in either mode.
 *
 * @throws pulumi.RunError that lists everything that the checks find
 */
export function checkedModel(config: StackConfig): StackModel {
  const model = stackModel(config);
  refuse(findings(model));
  return model;
}

/** Everything that a stack declares, in either mode, unchecked. */
export function stackModel(config: StackConfig): StackModel {
  return config.mode === "operator" ? besideOperator(config) : buildStack(config).declared;
}

/**
 * The objects of a stack, grouped by server, with Prometheus's additional shards separate; and everything that the
 * checks look at.
 */
export function buildStack(given: StackConfig) {
  const config = withMirrors(given);
  const basics = basicsOf(config);
  // Before Prometheus, whose configuration says how to scrape them.
  const scraped = encrypted(
    {
      ...applicationServers(basics),
      ...exporters(basics),
      ...peoplesServers(basics),
      ...longTermServers(basics),
    },
    config,
  );
  const externalTargets = externalTargetsOf(basics);
  const monitors = Object.values<Server | undefined>(scraped).flatMap((server) =>
    server ? endpointsOf(server).flatMap(({ monitor }) => monitor ?? []) : [],
  );
  const { prometheus, shards } = prometheusServers(basics, {
    monitors,
    externalTargets,
  });
  const parts = deployed(
    { ...scraped, ...backupJobs(config), ...encrypted({ prometheus }, config) },
    config,
  );
  const further = deployed(encrypted(shards, config), config);
  const declared = modelOf(basics, { ...further, ...parts }, externalTargets);
  return { parts, shards: Object.values(further), declared };
}

/**
 * A stack in a cluster whose prometheus-operator runs the monitoring servers: it deploys the objects that these read.
 */
function besideOperator(given: StackConfig): StackModel {
  const config = withMirrors(given);
  const basics = basicsOf(config);
  const parts = eachMonitored(
    deployed({ ...applicationServers(basics), ...exporters(basics) }, config),
    (monitor) => forOperator(monitor, config),
  );
  const externalTargets = externalTargetsOf(basics).map((target) => ({
    ...target,
    monitor: forOperator(target.monitor, config),
  }));
  const dashboards = operatorDashboards(basics);
  const model = modelOf({ ...basics, dashboards }, parts, externalTargets);
  return { ...model, operator: operatorPart(basics, model.nodeScrapes, dashboards) };
}

/** Targets for Prometheus that somebody else deploys. */
function externalTargetsOf({ config, times, namespaces }: Basics): readonly ExternalTarget[] {
  return (
    config.certManager === "install" ? [certManagerTarget(times, namespaces.monitoring)] : []
  ).map((target) => ({ ...target, monitor: marked(target.monitor, marksOfAll(config)) }));
}

/** What a stack declares besides its workloads. */
function modelOf(
  { config, times, namespaces, ruleGroups, dashboards, routing, context }: Basics,
  parts: ScrapedWorkloads,
  externalTargets: readonly ExternalTarget[],
): StackModel {
  return {
    workloads: Object.values<Workload | undefined>(parts).flatMap((workload) => workload ?? []),
    nodeScrapes: config.prometheus.nodeMetrics
      ? nodeScrapes(times, volumesMeasured(config.cluster), namespaces)
      : [],
    cluster: config.cluster,
    storageClass: config.storageClass,
    externalTargets,
    leftOut: JOBS.filter((job) => !context.jobs.includes(job)),
    ruleGroups: scaledGroups(ruleGroups, config.timeScale),
    dashboards,
    routing,
    toldNobody: toldNobody(config.notifications),
    runbooks: RUNBOOKS,
    issuers: [...publicIssuers(parts, config), ...internalIssuers(config)].map((issuer) =>
      marked(issuer, marksOfAll(config)),
    ),
    network: {
      parts,
      settings: networkSettings(config),
      policies: [
        ...networkPolicies(parts, networkSettings(config)),
        ...solverPolicies(parts, config),
      ].map((policy) => marked(policy, marksOfAll(config))),
    },
    times,
  };
}

/** The settings with each image at the registry that it is pulled from. */
function withMirrors(config: StackConfig): StackConfig {
  const { registry, pullPolicy, pullSecrets, ...images } = config.images;
  if (registry === undefined) return config;
  const found = Object.fromEntries(
    Object.entries(images).map(([name, image]) => [name, mirrored(image, registry)]),
  ) as typeof images;
  return { ...config, images: { ...found, pullPolicy, pullSecrets } };
}

/**
 * Applies the settings that concern all servers and jobs: disruption budgets, existing Secrets, exposure, images, user
 * ids, labels and the like.
 */
function deployed<P extends Workloads>(made: P, config: StackConfig): P {
  const secured = referring(
    available(made, config.availability, config.namespaces.monitoring.name),
    config,
  );
  return said(withUserIds(pulled(exposed(secured, config), config.images), config), config);
}
