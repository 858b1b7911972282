/** The application's database, and the roles that use it, wherever PostgreSQL runs. */
export const DATABASE = "autodealgenie";
export const APP_ROLE = "autodealgenie";
export const EXPORTER_ROLE = "exporter";

/** How many connections the PostgreSQL that a stack deploys takes, from all clients together. */
export const MAX_CONNECTIONS = 100;
