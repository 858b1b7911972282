/** The backend's database and the users: in the MongoDB of a stack, and by default in an external one. */
export const MONGODB_DATABASE = "autodealgenie";
/** The database in which users are defined. */
export const MONGODB_AUTH_SOURCE = "admin";
export const MONGODB_USERS = { backend: "backend", exporter: "exporter" } as const;
