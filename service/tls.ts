import { readFileSync } from "node:fs";
import { createSecureContext } from "node:tls";

/** The service's TLS files, each in PEM. */
export interface TlsConfig {
  readonly certificateFile: string;
  readonly keyFile: string;
  /** The CA that signs the certificates of permitted clients; undefined if any client may connect. */
  readonly clientAuthorityFile: string | undefined;
}

/** The content of these files, as Node's TLS takes it. */
export interface Identity {
  readonly cert: string;
  readonly key: string;
  readonly ca?: string;
}

/** @throws if a file cannot be read, or if the key does not belong to the certificate */
export function readIdentity({
  certificateFile,
  keyFile,
  clientAuthorityFile,
}: TlsConfig): Identity {
  const identity = {
    cert: readFileSync(certificateFile, "utf8"),
    key: readFileSync(keyFile, "utf8"),
    ...(clientAuthorityFile !== undefined && { ca: readFileSync(clientAuthorityFile, "utf8") }),
  };
  createSecureContext(identity);
  return identity;
}

const LOOK_MS = 5_000;

/**
 * Reads the files every few seconds and passes on what is new. It polls because a volume replaces its files through
 * symbolic links, and file watches are limited on a node.
 *
 * @param renewed called only with a matching pair: a key without its certificate is waited for
 * @param failed called with the reason why the files are unusable, once for each reason
 * @returns a function that stops it
 */
export function watchIdentity(
  config: TlsConfig,
  first: Identity,
  renewed: (identity: Identity) => void,
  failed: (why: unknown) => void,
): () => void {
  let known = JSON.stringify(first);
  let fault: string | undefined;
  const look = () => {
    try {
      const identity = readIdentity(config);
      const now = JSON.stringify(identity);
      if (now !== known) renewed(identity);
      known = now;
      fault = undefined;
    } catch (error) {
      const why = String(error);
      if (why !== fault) failed(error);
      fault = why;
    }
  };
  const timer = setInterval(look, LOOK_MS);
  timer.unref();
  return () => clearInterval(timer);
}
