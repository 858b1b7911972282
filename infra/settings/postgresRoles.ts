import { DATABASE, EXPORTER_ROLE } from "../../signals/postgresNames";

/** The application's database and the roles that use it: in the PostgreSQL of a stack, and by default in an external one. */
export { DATABASE, EXPORTER_ROLE };
export const APP_ROLE = "autodealgenie";
export const POSTGRES_USERS = { backend: APP_ROLE, exporter: EXPORTER_ROLE } as const;

/** The most connections, from all clients together, of the PostgreSQL that a stack deploys. */
export const MAX_CONNECTIONS = 100;
