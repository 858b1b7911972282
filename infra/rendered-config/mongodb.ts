import { secretFile } from "../objects/names";
import { MONGODB_DATABASE, MONGODB_USERS } from "../settings/mongodbUsers";
import { mebibytesOf, type Quantity } from "../settings/quantity";

/** Where the image's entrypoint looks for scripts to run once the server is up, on the first start only. */
export const MONGODB_INIT_FOLDER = "/docker-entrypoint-initdb.d";

/** The password file of each user. */
export const MONGODB_PASSWORDS = {
  root: "root-password",
  backend: "backend-password",
  exporter: "exporter-password",
} as const;

const USERS = [
  {
    user: MONGODB_USERS.backend,
    passwordFile: secretFile(MONGODB_PASSWORDS.backend),
    // Only its own database; no rights to users or settings.
    roles: [{ role: "readWrite", db: MONGODB_DATABASE }],
  },
  {
    user: MONGODB_USERS.exporter,
    passwordFile: secretFile(MONGODB_PASSWORDS.exporter),
    // Counters of the whole server; no data.
    roles: [{ role: "clusterMonitor", db: "admin" }],
  },
];

/** Runs in mongosh, which the entrypoint has signed in as root. */
const MAKE_USERS = `const { readFileSync } = require("fs");
for (const { passwordFile, ...user } of JSON.parse(readFileSync("${MONGODB_INIT_FOLDER}/users.json", "utf8")))
  db.getSiblingDB("admin").createUser({ ...user, pwd: readFileSync(passwordFile, "utf8").trim() });
`;

/** The files of the ConfigMap, by name. */
export const MONGODB_FILES = {
  "users.json": `${JSON.stringify(USERS, undefined, 2)}\n`,
  "users.js": MAKE_USERS,
} as const;

/** @param memory the container's limit */
export function mongodbArgs(memory: Quantity): readonly string[] {
  // Without this, MongoDB sizes its cache by the machine's memory; the other half is for sorting and for connections.
  const cache = Math.max(0.25, mebibytesOf(memory) / 1024 / 2);
  return [`--wiredTigerCacheSizeGB=${cache.toFixed(2)}`];
}
