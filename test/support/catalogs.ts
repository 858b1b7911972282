import { CATALOGS } from "../../signals/catalogs";

/** The name of every series that a query may read, over all catalogs. */
export const catalogSeries: readonly string[] = CATALOGS.flatMap(({ metrics }) =>
  Object.values(metrics),
).flatMap(({ name, kind }) => (kind === "histogram" ? [`${name}_bucket`] : [name]));
