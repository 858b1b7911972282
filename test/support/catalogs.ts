import { nodejs } from "../../infra/exporters/nodejs";
import { postgresExporter } from "../../infra/exporters/postgresExporter";
import { prometheus } from "../../infra/exporters/prometheus";
import { redisExporter } from "../../infra/exporters/redisExporter";
import { backend } from "../../service/metrics/catalog";
import type { Metric } from "../../service/metrics/define";

const catalogs = [backend, nodejs, postgresExporter, prometheus, redisExporter];

/** The name of every series that a query may read, over all catalogs. */
export const catalogSeries: readonly string[] = catalogs
  .flatMap((catalog) => Object.values<Metric>(catalog))
  .flatMap(({ name, kind }) => (kind === "histogram" ? [`${name}_bucket`] : [name]));
