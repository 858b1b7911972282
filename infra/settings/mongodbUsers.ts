/** The backend's database and the users: in the MongoDB of a stack, and by default in an external one. */
export const MONGODB_DATABASE = "autodealgenie";
export const MONGODB_USERS = { backend: "backend", exporter: "exporter" } as const;
