import { ORIGINS } from "../../signals/exporters/catalogs";

/** The name of every series that a query may read, over all catalogs. */
export const catalogSeries: readonly string[] = ORIGINS.flatMap(({ metrics }) =>
  Object.values(metrics),
).flatMap(({ name, kind }) => (kind === "histogram" ? [`${name}_bucket`] : [name]));
