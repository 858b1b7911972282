/**
 * The application's database, and the role that looks into it, as series name them. A stack may replace both with its
 * own names when it writes the queries.
 */
export const DATABASE = "autodealgenie";
export const EXPORTER_ROLE = "exporter";
