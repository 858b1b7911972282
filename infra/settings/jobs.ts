import { PARTS, type Part } from "../../service/metrics/define";
import type { Places } from "../../signals/blind";
import { APPLICATION, MONITORING } from "../../signals/namespaces";
import { JOBS, targetOf, type Feature, type Job } from "../../signals/exporters/targets";
import type { StackConfig } from "./schema";

/** The jobs that a stack's Prometheus scrapes: all except those that its settings leave out. */
export function scrapedJobs({
  certificates,
  certManager,
  prometheus,
  grafana,
  kafka,
  mongodb,
  thanos,
  cluster,
  mode,
}: Pick<
  StackConfig,
  | "certificates"
  | "certManager"
  | "prometheus"
  | "grafana"
  | "kafka"
  | "mongodb"
  | "thanos"
  | "cluster"
  | "mode"
>): readonly Job[] {
  const has: Readonly<Record<Feature, boolean>> = {
    certificates: certificates.length > 0,
    // An existing cert-manager is monitored by others, and its location is unknown.
    certManager: certManager === "install",
    // The operator's servers have other names, and are monitored by whoever runs them.
    watchers: mode === "standalone",
    grafana: mode === "standalone" && grafana.replicas > 0,
    kafka: kafka !== undefined,
    // External brokers are monitored by whoever runs them.
    kafkaBroker: kafka !== undefined && kafka.brokers === undefined,
    mongodbExporter: mongodb?.exporter === true,
    thanos: thanos !== undefined,
    nodeMetrics: prometheus.nodeMetrics,
    volumeMetrics: prometheus.nodeMetrics && volumesMeasured(cluster),
  };
  return JOBS.filter((job) => {
    const { of } = targetOf(job);
    return of === undefined || has[of];
  });
}

/** Whether to scrape the kubelets for volumes: not if the stack says that they do not measure them. */
export function volumesMeasured({ storage }: StackConfig["cluster"]): boolean {
  return storage?.measured !== false;
}

/** The probed addresses through which people use the service: the backend's, as in its Ingress. */
export function publicAddresses({
  certificates,
  ingress,
}: Pick<StackConfig, "certificates" | "ingress">): readonly string[] {
  return certificates.filter((url) => new URL(url).hostname === ingress?.backendHost);
}

/** The optional parts of a stack that its targets report on. */
export function partsOf({
  alertmanager,
  backend,
  ingress,
  internalTls,
  kafka,
  mode,
  mongodb,
}: Pick<
  StackConfig,
  "alertmanager" | "backend" | "ingress" | "internalTls" | "kafka" | "mode" | "mongodb"
>): readonly Part[] {
  const has: Readonly<Record<Part, boolean>> = {
    alertmanagers: mode === "standalone" && alertmanager.replicas > 1,
    certificates: ingress?.enabled === true || internalTls?.enabled === true,
    kafka: kafka !== undefined,
    languageModel: backend.llm !== undefined,
    mongodb: mongodb !== undefined,
    mongodbReplicaSet: mongodb?.replicaSet !== undefined,
  };
  return PARTS.filter((part) => has[part]);
}

/** Where a stack has StatefulSets and volumes, by the namespaces' default names. */
export function placesOf({
  kafka,
  mode,
  mongodb,
  postgres,
  redis,
}: Pick<StackConfig, "kafka" | "mode" | "mongodb" | "postgres" | "redis">): Places {
  const ours = mode === "standalone" ? ([MONITORING] as const) : [];
  const stored =
    postgres.host === undefined ||
    (mongodb !== undefined && mongodb.hosts === undefined) ||
    (kafka !== undefined && kafka.brokers === undefined);
  const application = (there: boolean) => (there ? ([APPLICATION] as const) : []);
  return {
    // Redis has no volume.
    statefulSetsIn: [...ours, ...application(stored || redis.host === undefined)],
    volumesIn: [...ours, ...application(stored)],
  };
}
