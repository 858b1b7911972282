import { WEB_FILE, webConfig } from "../../rendered-config/webConfig";

/** Where a server's files of TLS are, and whose they are. */
interface Placed {
  /** The server's own name, by which others know it. */
  readonly name: string;
  /** The folder of its files. */
  readonly folder: string;
}

/** What one server needs so that it speaks TLS, and how it is asked whether it does. */
export interface ServerTls {
  /** What its command line is to say, of the folder in which it finds its files. */
  readonly flags: (folder: string) => readonly string[];
  /** What its environment is to say of that folder. @default nothing */
  readonly environment?: (folder: string) => Readonly<Record<string, string>>;
  /** The configuration files that those flags, or its probes, name. */
  readonly files: (placed: Placed) => Readonly<Record<string, object>>;
  /** Whether it connects to others of ours, too, and shows them its certificate. */
  readonly isClient: boolean;
  /** Who else it is, beside its own name. @default nobody */
  readonly alsoNamed?: readonly string[];
  /** How long its certificate lasts, and how long before its end it is renewed. @default as cert-manager has it */
  readonly lasts?: { readonly duration: string; readonly renewBefore: string };
  /** Left out: it is ready when it takes connections. */
  readonly ready?: Readiness;
  /** Whether it also answers who shows no certificate, as the kubelet, which believes any server. @default false */
  readonly open?: boolean;
}

/** How the kubelet, which has no certificate, learns whether a server is ready. */
export type Readiness =
  /** A program in its container asks it. */
  | { readonly by: "program"; readonly command: (folder: string) => readonly string[] }
  /** It takes connections on this port from then on, and on its others before. */
  | { readonly by: "port"; readonly port: string };

/**
 * A server that is built with Prometheus's exporter toolkit.
 * @param flag by which it is told of the toolkit's file
 */
export function toolkitTls(flag = "--web.config.file"): ServerTls {
  return {
    flags: (folder) => [`${flag}=${folder}/${WEB_FILE}`],
    files: () => ({ [WEB_FILE]: webConfig() }),
    isClient: false,
  };
}
