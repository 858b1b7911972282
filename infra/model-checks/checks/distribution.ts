import { factsOf } from "../../settings/cluster";
import { SERIES } from "../../../signals/series";
import type { Fault } from "../finding";
import type { Model } from "../graph";
import type { Query } from "../graph/queries";
import type { Check } from "./check";

const WHERE = "infra/settings/distributionFacts.ts";

/**
 * Things that a stack needs and its distribution is known to lack, considering what the stack itself says about its
 * cluster.
 */
export const distribution: Check = {
  name: "distribution",
  faults: (model) => [
    ...(model.declared.storageClass === undefined ? storageFaults(model) : []),
    ...certificateFaults(model),
  ],
};

function storageFaults({ declared: { cluster }, queries }: Model): readonly Fault[] {
  const { distribution: name } = cluster;
  const { storage } = factsOf(cluster);
  if (!storage.defaultClass) {
    return [
      {
        what: `${name} has no default StorageClass, and storageClass names none`,
        where: WHERE,
        why: "No volume is created, and no pod that needs one starts.",
        fix: "Set storageClass to one of the cluster's, or cluster.storage.defaultClass to true if the cluster has a default class.",
      },
    ];
  }
  const alerts = alertsOn("kubelet", queries);
  return [
    ...(storage.expands || cluster.storage?.expands === false
      ? []
      : [
          {
            what: `volumes of ${name}'s default StorageClass cannot grow, and storageClass names no other`,
            where: WHERE,
            why: "The cluster rejects larger sizes later, and a full volume stays full.",
            fix: "Set storageClass to one that allows expansion, or accept it with cluster.storage.expands: false.",
          },
        ]),
    ...(storage.measured || alerts.length === 0
      ? []
      : [
          {
            what: `volumes of ${name}'s default StorageClass have no kubelet_volume_stats_*, which ${alerts.join(", ")} read`,
            where: WHERE,
            why: "These alerts never fire, however full a volume is.",
            fix: "Set storageClass to one of a CSI driver that measures its volumes, or cluster.storage.measured to false, which leaves out these alerts.",
          },
        ]),
  ];
}

/** The alerts that read series which only this job exposes, except the alert on the job's absence. */
function alertsOn(job: "kubelet", queries: readonly Query[]): readonly string[] {
  const names = queries
    .filter(({ from }) => from.kind === "alerting rule")
    .filter(({ reads }) =>
      reads.some(({ series }) => {
        const jobs = SERIES.get(series)?.jobs ?? [];
        return jobs.length === 1 && jobs[0] === job;
      }),
    )
    .map(({ from }) => from.name.replace(/\{.*$/, ""));
  return [...new Set(names)].filter((name) => name !== "AlertBlind");
}

/** Certificates that Prometheus would not trust, by their issuer, and what can be done about it. */
const UNTRUSTED = {
  other: {
    signed: "signed by another authority",
    fix: "Set prometheus.nodeMetrics to false, or cluster.kubeletCertificates to cluster if the cluster's authority signs them.",
  },
  selfSigned: {
    signed: "self-signed",
    fix: "Set prometheus.nodeMetrics to false, or let the cluster sign them (serverTLSBootstrap) and set cluster.kubeletCertificates to cluster.",
  },
} as const;

function certificateFaults({ declared: { cluster, nodeScrapes } }: Model): readonly Fault[] {
  const { kubeletCertificates: by } = factsOf(cluster);
  if (by === "cluster" || nodeScrapes.length === 0) return [];
  return [
    {
      what: `kubelets' certificates are ${UNTRUSTED[by].signed} in ${cluster.distribution}, and Prometheus only trusts the cluster's authority`,
      where: WHERE,
      why: "Each node is reported as down, and there are no metrics of containers and volumes.",
      fix: UNTRUSTED[by].fix,
    },
  ];
}
