import { alertConditions } from "../../alert-rules";
import { dashboardText, type Dashboard } from "../../dashboards";
import { ofJobs } from "../../dashboards/ofJobs";
import { withKeepFiring } from "../alert-delivery/keepFiring";
import { clusterAccess } from "../kubernetes/access";
import type { OperatorPart } from "../kubernetes/operatorPart";
import { marked, marksOfAll } from "../kubernetes/said";
import { keysOf, secretOf, type SecretShape } from "../kubernetes/secret";
import { configMap, serviceAccount } from "../kubernetes/workload";
import type {
  ConfigMap,
  KubernetesObject,
  PrometheusRule,
  ServiceMonitor,
} from "../objects/kubernetes";
import { metadataOf, type Metadata } from "../objects/metadata";
import { alertmanagerSecrets, MAIL_AUTHORITY } from "../rendered-config/alertmanager";
import { inOwnNames } from "../rendered-config/ownNames";
import type { NodeScrape } from "../rendered-config/nodeScrapes";
import { operatorAlertmanagerConfig } from "../rendered-config/operator/alertmanagerConfig";
import { operatorDashboard } from "../rendered-config/operator/dashboards";
import type { SecretKey } from "../rendered-config/operator/receivers";
import { operatorRuleGroups } from "../rendered-config/operator/rules";
import { ofEnvironment, operatorNodeScrape } from "../rendered-config/operator/scrapes";
import type { StackConfig } from "../settings";
import type { SecretReference } from "../settings/existingSecrets";
import { existingKey, type SecretSource } from "../settings/secretSources";
import type { Basics } from "./basics";

/** The name of objects for the whole stack, and the prefix of the others' names. */
const NAME = "autodealgenie";
const NODES = "node-metrics";

/** The objects that the servers of the cluster's prometheus-operator read. */
export function operatorPart(
  basics: Basics,
  nodes: readonly NodeScrape[],
  dashboards: readonly Dashboard[],
): OperatorPart {
  const { config, namespaces } = basics;
  const namespace = namespaces.monitoring;
  const selected = marksOfAll(config);
  const labels = { ...selected.labels, ...config.operator.labels };
  const toOperator = <O extends KubernetesObject>(object: O) =>
    marked(object as O & { readonly metadata: Metadata }, { ...selected, labels });
  const { secret, secretKey } = receiverSecrets(basics);
  const authority = config.notifications.email?.certificateAuthority;
  const trusted = metadataOf(NAME, namespace, "alert-router");
  const mail =
    authority === undefined
      ? []
      : [configMap(trusted, "receivers", { [MAIL_AUTHORITY]: authority })];
  const drawn = dashboards.map((dashboard) => dashboardMap(basics, dashboard));
  return {
    objects: [
      ...[...mail, ...drawn, ...nodeAccess(basics, nodes)].map((object) =>
        marked(object as typeof object & { readonly metadata: Metadata }, selected),
      ),
      ...nodes.map((scrape) =>
        toOperator({
          apiVersion: "monitoring.coreos.com/v1alpha1" as const,
          kind: "ScrapeConfig" as const,
          metadata: metadataOf(scrape.job_name, namespace, "exporter"),
          spec: operatorNodeScrape(scrape, config.environment, { name: tokenOf(NODES) }),
        }),
      ),
      ...prometheusRules(basics).map(toOperator),
      toOperator({
        apiVersion: "monitoring.coreos.com/v1alpha1" as const,
        kind: "AlertmanagerConfig" as const,
        metadata: metadataOf(NAME, namespace, "alert-router"),
        spec: operatorAlertmanagerConfig(basics.routing, {
          secretKey,
          mailAuthority: `${NAME}-receivers`,
          proxy: basics.proxy,
        }),
      }),
    ],
    secret: secret && marked(secret, selected),
    datasourceUid: config.operator.dashboards.datasourceUid,
  };
}

/**
 * A ServiceMonitor that the operator's Prometheus selects, with the environment label that our own Prometheus puts on
 * every series.
 */
export function forOperator(
  monitor: ServiceMonitor,
  { environment, operator: { labels } }: StackConfig,
): ServiceMonitor {
  return marked(ofEnvironment(monitor, environment), { labels, annotations: {} });
}

/** The dashboards for the Grafana of the operator. */
export function operatorDashboards({ config, dashboards, context }: Basics): readonly Dashboard[] {
  const { environment } = config;
  const { datasourceUid } = config.operator.dashboards;
  return dashboards.map((dashboard) =>
    operatorDashboard(ofJobs(dashboard, context.jobs), { environment, datasourceUid }),
  );
}

/** One object per group: if one is rejected, the others stay as they are, and none is too large. */
function prometheusRules({
  config,
  context,
  namespaces,
  postgres,
  ruleGroups,
  times,
}: Basics): readonly PrometheusRule[] {
  const conditions = [...alertConditions(context).values()].flat();
  const told = conditions
    .filter(({ query }) => query.labels.includes("namespace"))
    .map(({ query }) => query.text);
  const exprs = new Set(inOwnNames(told, { namespaces, postgres }));
  const groups = operatorRuleGroups(
    withKeepFiring(ruleGroups, context.policies, times, config.timeScale),
    {
      namespace: namespaces.monitoring,
      environment: config.environment,
      timeScale: config.timeScale,
      evaluationInterval: times.evaluationInterval,
      tellsNamespaces: (expr) => exprs.has(expr),
    },
  );
  return groups.map((group) => ({
    apiVersion: "monitoring.coreos.com/v1",
    kind: "PrometheusRule",
    metadata: metadataOf(group.name, namespaces.monitoring, "metrics-store"),
    spec: { groups: [group] } as unknown as PrometheusRule["spec"],
  }));
}

function dashboardMap({ config, namespaces }: Basics, dashboard: Dashboard): ConfigMap {
  const metadata = metadataOf("grafana", namespaces.monitoring, "dashboards");
  const { uid } = dashboard;
  const map = configMap(metadata, `dashboard-${uid}`, {
    [`${uid}.json`]: dashboardText(dashboard),
  });
  const { labels } = config.operator.dashboards;
  return { ...map, metadata: { ...map.metadata, labels: { ...map.metadata.labels, ...labels } } };
}

/**
 * The Secret with the receivers' secrets, and where each of them is: in that Secret, or in an existing one that the
 * stack names.
 */
function receiverSecrets({ config, namespaces }: Basics) {
  const existing: Readonly<Partial<Record<string, SecretReference>>> = config.existingSecrets;
  const all: Readonly<Record<string, SecretSource>> = Object.fromEntries(
    Object.entries(alertmanagerSecrets(config.notifications)).flatMap(([file, source]) =>
      source ? [[file, source]] : [],
    ),
  );
  const referenceOf = (file: string) => {
    const source = all[file];
    return source && existing[existingKey(source) ?? ""];
  };
  const own = Object.fromEntries(Object.entries(all).filter(([file]) => !referenceOf(file)));
  const metadata = {
    ...metadataOf(NAME, namespaces.monitoring, "alert-router"),
    name: `${NAME}-receivers`,
  };
  const shape: SecretShape = secretOf(metadata, own);
  return {
    secret: keysOf(shape).length > 0 ? shape : undefined,
    secretKey: (file: string): SecretKey => {
      const reference = referenceOf(file);
      return reference
        ? { name: reference.secretName, key: reference.key }
        : { name: metadata.name, key: file };
    },
  };
}

function tokenOf(account: string): string {
  return `${account}-token`;
}

/**
 * The account with which the operator's Prometheus reads the nodes' metrics, and its token: a ScrapeConfig refers to
 * keys of Secrets, and cannot name the file of Prometheus's own token.
 */
function nodeAccess(
  { namespaces }: Basics,
  nodes: readonly NodeScrape[],
): readonly KubernetesObject[] {
  if (nodes.length === 0) return [];
  const metadata = metadataOf(NODES, namespaces.monitoring, "exporter");
  return [
    serviceAccount(metadata),
    ...clusterAccess(metadata, "read", [
      { apiGroups: [""], resources: ["nodes/metrics"], verbs: ["get"] },
    ]),
    {
      apiVersion: "v1",
      kind: "Secret",
      type: "kubernetes.io/service-account-token",
      metadata: {
        ...metadata,
        name: tokenOf(NODES),
        annotations: { "kubernetes.io/service-account.name": NODES },
      },
    },
  ];
}
