import type { z } from "zod";

import { readIdentity } from "../tls";
import type { Environment } from "./environment";

/** The environment is not usable; the message lists every fault at once. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/** Variables that are useful only together. */
const TOGETHER: readonly (readonly (keyof z.input<typeof Environment>)[])[] = [
  ["TLS_CERT_FILE", "TLS_KEY_FILE"],
  ["VEHICLE_API_URL", "VEHICLE_API_KEY_FILE"],
  ["KAFKA_CERT_FILE", "KAFKA_KEY_FILE"],
  ["KAFKA_USERNAME", "KAFKA_PASSWORD_FILE"],
  ["LLM_BASE_URL", "LLM_MODEL", "LLM_API_KEY_FILE"],
  ["MONGODB_USER", "MONGODB_PASSWORD_FILE"],
  ["MONGODB_CERT_FILE", "MONGODB_KEY_FILE"],
];

const halfSet = (environment: Readonly<Record<string, string | undefined>>) =>
  TOGETHER.filter(
    (names) => new Set(names.map((it) => environment[it] === undefined)).size > 1,
  ).map((names) => ({ path: [names.join(", ")], message: "must be set together or not at all" }));

/** Nobody can sign in to MongoDB without a user or a certificate; and both are for MongoDB alone. */
function mongodbFaults(environment: Readonly<Record<string, string | undefined>>) {
  const set = ["MONGODB_USER", "MONGODB_CERT_FILE"].filter(
    (name) => environment[name] !== undefined,
  );
  if ((environment.MONGODB_URI === undefined) === (set.length === 0)) return [];
  return set.length > 0
    ? [{ path: set, message: "needs MONGODB_URI" }]
    : [
        {
          path: ["MONGODB_URI"],
          message:
            "needs MONGODB_USER and MONGODB_PASSWORD_FILE, or MONGODB_CERT_FILE and MONGODB_KEY_FILE",
        },
      ];
}

/** Faults that make the TLS files unusable. */
function tlsFaults(environment: Readonly<Record<string, string | undefined>>) {
  const {
    TLS_CERT_FILE: certificateFile,
    TLS_KEY_FILE: keyFile,
    TLS_CLIENT_CA_FILE: clientAuthorityFile,
  } = environment;
  if (certificateFile === undefined || keyFile === undefined) {
    return clientAuthorityFile === undefined
      ? []
      : [{ path: ["TLS_CLIENT_CA_FILE"], message: "needs TLS_CERT_FILE and TLS_KEY_FILE" }];
  }
  try {
    readIdentity({ certificateFile, keyFile, clientAuthorityFile });
    return [];
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const message = `they cannot be used together (${why}); mount a certificate with its own key there`;
    return [{ path: ["TLS_CERT_FILE, TLS_KEY_FILE"], message }];
  }
}

/** Zod's own words for it would be about types. */
const missing: z.core.$ZodErrorMap = ({ code, input }) =>
  code === "invalid_type" && input === undefined ? "is missing" : undefined;

/** The variables as a schema reads them. @throws ConfigError naming each that is missing or wrong */
export function parsed<T>(
  schema: z.ZodType<T>,
  environment: Readonly<Record<string, string | undefined>>,
): T {
  const result = schema.safeParse(environment, { error: missing });
  const faults = [
    ...(result.error?.issues ?? []),
    ...halfSet(environment),
    ...mongodbFaults(environment),
    ...tlsFaults(environment),
  ].map(({ path, message }) => `  ${path.join(".")}: ${message}`);
  if (!result.success || faults.length > 0) {
    throw new ConfigError(`environment variables are missing or wrong:\n${faults.join("\n")}`);
  }
  return result.data;
}
