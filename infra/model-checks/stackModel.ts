import type { RuleGroup } from "../../alert-rules";
import type { Dashboard } from "../../dashboards";
import type { AlertmanagerConfig } from "../rendered-config/alertmanager";
import type { NodeScrape } from "../rendered-config/nodeScrapes";
import type { Times } from "../rendered-config/times";
import type { ClusterSettings } from "../settings/cluster";
import type { NetworkSettings, ScrapedWorkloads } from "../kubernetes/network/flows";
import type { ExternalTarget } from "../kubernetes/externalTargets";
import type { Workload } from "../kubernetes/server";
import type { OperatorPart } from "../kubernetes/operatorPart";
import type { Certificate, Issuer, NetworkPolicy } from "../objects/kubernetes";
import type { Job } from "../../signals/exporters/targets";

/** Everything that a stack declares, as plain data. */
export interface StackModel {
  readonly workloads: readonly Workload[];
  /** What Prometheus scrapes in addition to the targets of the workloads' ServiceMonitors. */
  readonly nodeScrapes: readonly NodeScrape[];
  /** Targets that somebody else deploys. */
  readonly externalTargets: readonly ExternalTarget[];
  /** The jobs that the stack's settings leave out. */
  readonly leftOut: readonly Job[];
  /** As Prometheus reads them: scaled in the same way as `times`. */
  readonly ruleGroups: readonly RuleGroup[];
  readonly dashboards: readonly Dashboard[];
  readonly routing: AlertmanagerConfig;
  /** The receivers that notify nobody on purpose: outside production a stack may leave them out. */
  readonly toldNobody: readonly string[];
  /** The alerts that have a runbook. */
  readonly runbooks: readonly string[];
  readonly times: Times;
  /** The cluster that the stack is for. */
  readonly cluster: ClusterSettings;
  /** Left out: the cluster's default. */
  readonly storageClass?: string | undefined;
  /** The issuers of the workloads' certificates, and the CA certificates that they need. */
  readonly issuers: readonly (Issuer | Certificate)[];
  /** Left out: the stack has its own Prometheus, Alertmanager and Grafana. */
  readonly operator?: OperatorPart;
  /** The network policies, and what they depend on. */
  readonly network: {
    readonly parts: ScrapedWorkloads;
    readonly settings: NetworkSettings;
    readonly policies: readonly NetworkPolicy[];
  };
}
