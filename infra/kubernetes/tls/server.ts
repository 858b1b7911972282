import { WEB_FILE, webConfig } from "../../rendered-config/webConfig";

/** The folder and name of a server's TLS files. */
interface Placed {
  /** The server's own name, by which others know it. */
  readonly name: string;
  /** The folder of its files. */
  readonly folder: string;
}

/** What a server needs to serve TLS, and how it is probed. */
export interface ServerTls {
  /** Its arguments for the folder of its files. */
  readonly flags: (folder: string) => readonly string[];
  /** Its environment variables for that folder. @default none */
  readonly environment?: (folder: string) => Readonly<Record<string, string>>;
  /** The configuration files that those flags, or its probes, refer to. */
  readonly files: (placed: Placed) => Readonly<Record<string, object>>;
  /** Whether it also connects to other servers, and presents its certificate to them. */
  readonly isClient: boolean;
  /** Additional names in its certificate. @default none */
  readonly alsoNamed?: readonly string[];
  /** How long its certificate is valid, and how long before its expiry it is renewed. @default cert-manager's */
  readonly lasts?: { readonly duration: string; readonly renewBefore: string };
  /** Left out: it is ready when it accepts connections. */
  readonly ready?: Readiness;
  /** Whether it accepts clients without a certificate, such as the kubelet, which does not verify servers. @default false */
  readonly open?: boolean;
}

/** How the kubelet, which has no client certificate, checks readiness. */
export type Readiness =
  /** With a program in the container. */
  | { readonly by: "program"; readonly command: (folder: string) => readonly string[] }
  /** It takes connections on this port from then on, and on its others before. */
  | { readonly by: "port"; readonly port: string };

/** A server built with Prometheus's exporter toolkit. @param flag the flag for the toolkit's configuration file */
export function toolkitTls(flag = "--web.config.file"): ServerTls {
  return {
    flags: (folder) => [`${flag}=${folder}/${WEB_FILE}`],
    files: () => ({ [WEB_FILE]: webConfig() }),
    isClient: false,
  };
}
