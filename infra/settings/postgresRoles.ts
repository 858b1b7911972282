/** The application's database and the roles that use it, wherever PostgreSQL runs. */
export const DATABASE = "autodealgenie";
export const APP_ROLE = "autodealgenie";
export const EXPORTER_ROLE = "exporter";

/** The most connections, from all clients together, of the PostgreSQL that a stack deploys. */
export const MAX_CONNECTIONS = 100;
