import { readFileSync } from "node:fs";
import { createSecureContext } from "node:tls";

/** By which files the service is known, each in PEM. */
export interface TlsConfig {
  readonly certificateFile: string;
  readonly keyFile: string;
  /** Who has signed the certificates of those who may ask; undefined where anybody may. */
  readonly clientAuthorityFile: string | undefined;
}

/** What Node's TLS makes of them. */
export interface Identity {
  readonly cert: string;
  readonly key: string;
  readonly ca?: string;
}

/** @throws where a file cannot be read, or the key is not the certificate's */
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
 * Looks at the files every few seconds, and hands on what is new in them. It reads them instead of being told of their
 * change: what a volume shows is replaced by way of links, and watches of those are few on a node.
 * @param renewed is given what is whole alone: a key without its certificate is waited for
 * @param failed is told why the files are of no use, once for each reason
 * @returns what ends it
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
