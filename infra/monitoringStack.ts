import { Provider } from "@pulumi/kubernetes/provider";
import * as pulumi from "@pulumi/pulumi";

import { DATASOURCE_UID } from "../dashboards";
import { CertManager } from "./components/certManager";
import { Issuers } from "./components/issuers";
import { MonitorCrd } from "./components/monitorCrd";
import { Namespaces } from "./components/namespaces";
import { NetworkPolicies } from "./components/networkPolicies";
import { PriorityClasses } from "./components/priorityClasses";
import { WorkloadComponent } from "./components/workloadComponent";
import { VolumeClaims } from "./components/volumeClaims";
import { ownPriorityClass } from "./kubernetes/availability";
import { marked, marksOfAll } from "./kubernetes/said";
import { claimsOf } from "./kubernetes/claims";
import { endpointsOf } from "./kubernetes/endpoints";
import type { Workload } from "./kubernetes/server";
import { namesOf } from "./settings/namespaces";
import { keysOf } from "./kubernetes/secret";
import { OperatorObjects } from "./components/operatorObjects";
import { checkedModel } from "./plan";
import { GRAFANA_ADMIN } from "./rendered-config/grafanaFiles";
import { secretValues } from "./secretValues";
import { parseConfig, type StackInput } from "./settings";
import type { StackSecrets } from "./settings/secrets";
import { generated } from "./settings/secretSources";

export type { StackInput } from "./settings";
export type { SecretKey, StackSecrets } from "./settings/secrets";

/** What a stack is made of. */
export interface MonitoringStackArgs {
  /** The settings, as under `autodealgenie:monitoring` in `Pulumi.<stack>.yaml`; most have a default. */
  readonly settings: StackInput;
  /** The secrets that these settings need, by their configuration keys: `neededSecrets` lists them. */
  readonly secrets: StackSecrets;
  /** The cluster's kubeconfig, as text or file path. @default the current one */
  readonly kubeconfig?: pulumi.Input<string>;
  /** The context of that kubeconfig. @default its current context */
  readonly context?: pulumi.Input<string>;
  /** A check that may reject a change of a volume's claim, such as `growsAlone()`. @default only the API server's */
  readonly volumeGuard?: pulumi.ResourceHook;
}

/** A Service of the stack, for others in the cluster. */
export interface ServiceAddress {
  readonly namespace: string;
  readonly name: string;
  /** Its ports by name. */
  readonly ports: Readonly<Record<string, number>>;
}

/** One Secret of a stack, and the keys in it. */
export interface SecretName {
  readonly namespace: string;
  readonly name: string;
  readonly keys: readonly string[];
}

/**
 * All of AutoDealGenie's monitoring: the application and its data services, their exporters, and the monitoring servers. A
 * program can only have one, because the names of its objects are fixed.
 */
export class MonitoringStack extends pulumi.ComponentResource {
  /** The namespaces of the monitoring servers and of the application. */
  readonly namespaces: Readonly<Record<"monitoring" | "application", string>>;
  /** The URL of each web interface. */
  readonly urls: Readonly<Record<"grafana" | "prometheus" | "alertmanager", string>>;
  /** Every Service, by its name. */
  readonly services: Readonly<Record<string, ServiceAddress>>;
  /** The uid of Grafana's data source, which every dashboard uses. */
  readonly datasourceUid: string;
  /** Every Secret, by the name of the server that reads it, except existing Secrets. */
  readonly secrets: Readonly<Record<string, SecretName>>;
  readonly grafanaUser = "admin";
  /** Empty with a prometheus-operator, because Grafana does not belong to the stack then. */
  readonly grafanaPassword: pulumi.Output<string>;

  /**
   * @throws pulumi.RunError before anything is registered, with every mistake in the settings, or every reference without a
   * target
   */
  constructor(name: string, args: MonitoringStackArgs, opts?: pulumi.ComponentResourceOptions) {
    const config = parseConfig(args.settings, `The settings of ${name}`);
    const { workloads, externalTargets, issuers, network, operator } = checkedModel(config);
    super("autodealgenie:monitoring:MonitoringStack", name, {}, opts);

    const { kubeconfig, context } = args;
    const cluster = {
      ...(kubeconfig !== undefined && { kubeconfig }),
      ...(context !== undefined && { context }),
    };
    // Before this component existed, they were top-level resources.
    const child = { parent: this, aliases: [{ parent: pulumi.rootStackResource }] };
    const provider = new Provider(
      "kubernetes",
      {
        ...cluster,
        // ConfigMaps and Secrets keep their names and change in place, so Prometheus and Grafana reload them without a restart.
        enableConfigMapMutable: true,
        enableSecretMutable: true,
      },
      child,
    );
    const opted = { ...child, provider };
    const namespaces = new Namespaces(
      "namespaces",
      { namespaces: config.namespaces, marks: marksOfAll(config) },
      opted,
    );
    const crds = config.installCrds ? [new MonitorCrd("monitor-crd", {}, opted)] : [];
    const own = ownPriorityClass(config.availability);
    const priority = own && marked(own, marksOfAll(config));
    const classes = priority
      ? [new PriorityClasses("priority-classes", { classes: [priority] }, opted)]
      : [];
    const claims = new VolumeClaims(
      "volume-claims",
      {
        claims: workloads.flatMap(({ resource }) => claimsOf(resource)),
        after: [namespaces],
        guard: args.volumeGuard,
        cluster,
      },
      child,
    );
    const managers = externalTargets.map(
      ({ monitor }) =>
        new CertManager(
          "cert-manager",
          { provider, monitor, config, after: [namespaces, ...crds] },
          opted,
        ),
    );
    const issuing =
      issuers.length > 0
        ? new Issuers(
            "issuers",
            {
              issuers,
              application: config.namespaces.application.name,
              after: [namespaces, ...managers],
            },
            opted,
          )
        : undefined;
    const { policies } = network;
    new NetworkPolicies("network-policies", { policies, after: [namespaces] }, opted);

    const valueOf = secretValues(
      { given: args.secrets, applicationAuthority: issuing?.applicationAuthority },
      child,
    );
    const after = [
      namespaces,
      ...managers,
      ...crds,
      ...classes,
      ...(issuing ? [issuing] : []),
      claims,
    ];
    for (const workload of workloads) new WorkloadComponent(workload, { valueOf, after }, opted);
    if (operator) new OperatorObjects("operator", { part: operator, valueOf, after }, opted);

    const { grafana, prometheus, alertmanager } = config;
    this.namespaces = namesOf(config.namespaces);
    this.urls = {
      grafana: grafana.url,
      prometheus: prometheus.url,
      alertmanager: alertmanager.url,
    };
    this.services = servicesOf(workloads);
    this.secrets = secretsOf(workloads);
    this.datasourceUid = operator?.datasourceUid ?? DATASOURCE_UID;
    this.grafanaPassword = pulumi.secret(operator ? "" : valueOf(generated(GRAFANA_ADMIN)));
    this.registerOutputs({
      urls: this.urls,
      grafanaUser: this.grafanaUser,
      grafanaPassword: this.grafanaPassword,
    });
  }
}

function servicesOf(workloads: readonly Workload[]): Readonly<Record<string, ServiceAddress>> {
  return Object.fromEntries(
    workloads.flatMap(endpointsOf).map(({ service: { metadata, spec } }) => [
      metadata.name,
      {
        namespace: metadata.namespace,
        name: metadata.name,
        ports: Object.fromEntries((spec.ports ?? []).map(({ name = "", port }) => [name, port])),
      },
    ]),
  );
}

function secretsOf(workloads: readonly Workload[]): Readonly<Record<string, SecretName>> {
  return Object.fromEntries(
    workloads.flatMap(({ secret }) => {
      if (!secret) return [];
      const { name, namespace } = secret.metadata;
      return [[name, { namespace, name, keys: keysOf(secret) }]];
    }),
  );
}
