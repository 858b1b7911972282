import { readFileSync } from "node:fs";
import { checkServerIdentity, type ConnectionOptions, type PeerCertificate } from "node:tls";

import type { DatabaseConfig } from "../config";

/**
 * What the driver has to be told so that a mode means to it what it means to libpq, and so to every other client of
 * PostgreSQL: the driver's own `require` verifies, and its own `verify-full` takes a name where libpq's Go cousins do not.
 * @returns false where it is to speak in the clear
 */
export function databaseTls({
  host,
  sslMode,
  authorityFile,
}: Pick<DatabaseConfig, "host" | "sslMode" | "authorityFile">): ConnectionOptions | false {
  // A socket's folder: nothing crosses a network.
  if (sslMode === "disable" || host.startsWith("/")) return false;
  const ca = authorityFile === undefined ? undefined : readFileSync(authorityFile);
  return {
    ...(ca && { ca }),
    // As libpq has it: who names an authority wants it looked at.
    rejectUnauthorized: sslMode !== "require" || ca !== undefined,
    checkServerIdentity: (_, certificate) =>
      sslMode === "verify-full" ? nameFault(host, certificate) : undefined,
  };
}

/** Go's clients look at no common name: a certificate that has nothing else is one's own for nobody. */
function nameFault(host: string, certificate: PeerCertificate): Error | undefined {
  if (certificate.subjectaltname === undefined) {
    return new Error(
      `PostgreSQL's certificate names no host in its subject alternative names, and so not ${host}`,
    );
  }
  return checkServerIdentity(host, certificate);
}
