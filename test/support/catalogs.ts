import { alertmanager } from "../../infra/exporters/alertmanager";
import { blackbox } from "../../infra/exporters/blackbox";
import { cadvisor } from "../../infra/exporters/cadvisor";
import { kubelet } from "../../infra/exporters/kubelet";
import { kubeStateMetrics } from "../../infra/exporters/kubeStateMetrics";
import { nodejs } from "../../infra/exporters/nodejs";
import { postgresExporter } from "../../infra/exporters/postgresExporter";
import { prometheus } from "../../infra/exporters/prometheus";
import { redisExporter } from "../../infra/exporters/redisExporter";
import { recorded } from "../../infra/slo/recorded";
import { backend } from "../../service/metrics/catalog";
import type { Metric } from "../../service/metrics/define";

const catalogs = [
  backend,
  alertmanager,
  blackbox,
  cadvisor,
  kubelet,
  kubeStateMetrics,
  nodejs,
  postgresExporter,
  prometheus,
  redisExporter,
  recorded,
];

/** The name of every series that a query may read, over all catalogs. */
export const catalogSeries: readonly string[] = catalogs
  .flatMap((catalog) => Object.values<Metric>(catalog))
  .flatMap(({ name, kind }) => (kind === "histogram" ? [`${name}_bucket`] : [name]));
