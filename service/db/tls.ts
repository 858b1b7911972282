import { readFileSync } from "node:fs";
import { checkServerIdentity, type ConnectionOptions, type PeerCertificate } from "node:tls";

import type { DatabaseConfig } from "../config";

/**
 * Driver options that give an sslMode the meaning it has in libpq, and so in every other PostgreSQL client. The
 * driver's own `require` verifies the certificate, and its own `verify-full` accepts names that Go clients reject.
 *
 * @returns false for a connection without TLS
 */
export function databaseTls({
  host,
  sslMode,
  authorityFile,
}: Pick<DatabaseConfig, "host" | "sslMode" | "authorityFile">): ConnectionOptions | false {
  // A directory means a Unix socket: nothing crosses a network.
  if (sslMode === "disable" || host.startsWith("/")) return false;
  const ca = authorityFile === undefined ? undefined : readFileSync(authorityFile);
  return {
    ...(ca && { ca }),
    // As in libpq: if a CA file is given, it is checked even with `require`.
    rejectUnauthorized: sslMode !== "require" || ca !== undefined,
    checkServerIdentity: (_, certificate) =>
      sslMode === "verify-full" ? nameFault(host, certificate) : undefined,
  };
}

/** Go's clients ignore the common name, so for them a certificate without subject alternative names matches no host. */
function nameFault(host: string, certificate: PeerCertificate): Error | undefined {
  if (certificate.subjectaltname === undefined) {
    return new Error(
      `PostgreSQL's certificate names no host in its subject alternative names, and so not ${host}`,
    );
  }
  return checkServerIdentity(host, certificate);
}
