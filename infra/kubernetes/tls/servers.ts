import {
  CLUSTER_FILE,
  clusterTls,
  clientConfig,
  ENDPOINTS_FILE,
  endpointsTls,
  loopbackClientConfig,
  PROBE_FILE,
  PROMETHEUS_FILE,
  WEB_FILE,
  webConfig,
} from "../../rendered-config/webConfig";

/** Where a server's files of TLS are, and whose they are. */
interface Placed {
  /** The server's own name, by which others know it. */
  readonly name: string;
  /** The folder of its files. */
  readonly folder: string;
}

/** What one server needs so that it speaks TLS, and how it is asked whether it does. */
export interface TlsServer {
  /** What its command line is to say, of the folder in which it finds its files. */
  readonly flags: (folder: string) => readonly string[];
  /** What its environment is to say of that folder. @default nothing */
  readonly environment?: (folder: string) => Readonly<Record<string, string>>;
  /** The configuration files that those flags, or its probes, name. */
  readonly files: (placed: Placed) => Readonly<Record<string, object>>;
  /** Whether it connects to others of ours, too, and shows them its certificate. */
  readonly asks: boolean;
  /** Who else it is, beside its own name. @default nobody */
  readonly alsoNamed?: readonly string[];
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

/** One that is built with Prometheus's toolkit. */
function toolkit(flag: string): TlsServer {
  return {
    flags: (folder) => [`${flag}=${folder}/${WEB_FILE}`],
    files: () => ({ [WEB_FILE]: webConfig() }),
    asks: false,
  };
}

/**
 * What the query asks each of Thanos's programs to be, beside its own name: it finds them by their addresses, and
 * expects one name of all.
 */
const THANOS_GRPC = "thanos-grpc";

/** One of Thanos's programs that answers by gRPC, which it does once it is ready. */
function thanos(): TlsServer {
  const web = toolkit("--http.config");
  return {
    ...web,
    flags: (folder) => [
      ...web.flags(folder),
      // The certificate and its key are read anew for each connection, the authority at its start.
      `--grpc-server-tls-cert=${folder}/tls.crt`,
      `--grpc-server-tls-key=${folder}/tls.key`,
      // With it, whoever connects has to show a certificate.
      `--grpc-server-tls-client-ca=${folder}/ca.crt`,
    ],
    alsoNamed: [THANOS_GRPC],
    ready: { by: "port", port: "grpc" },
  };
}

const THANOS = thanos();
const TOOLKIT = toolkit("--web.config.file");

/** The servers of ours that speak TLS, by their names. */
export const TLS_SERVERS: Readonly<Record<string, TlsServer>> = {
  prometheus: {
    ...TOOLKIT,
    files: ({ name, folder }) => ({
      [WEB_FILE]: webConfig(),
      [PROBE_FILE]: clientConfig(folder, name),
    }),
    asks: true,
    // It takes connections long before its log is replayed.
    ready: {
      by: "program",
      command: (folder) => [
        "/bin/promtool",
        "check",
        "ready",
        "--url=https://localhost:9090",
        `--http.config.file=${folder}/${PROBE_FILE}`,
      ],
    },
  },
  alertmanager: {
    flags: (folder) => [...TOOLKIT.flags(folder), `--cluster.tls-config=${folder}/${CLUSTER_FILE}`],
    files: ({ name, folder }) => ({
      [WEB_FILE]: webConfig(),
      [CLUSTER_FILE]: clusterTls(name),
      [PROBE_FILE]: clientConfig(folder, name),
    }),
    asks: true,
    ready: {
      by: "program",
      command: (folder) => [
        "/bin/amtool",
        "cluster",
        "show",
        "--alertmanager.url=https://localhost:9093",
        `--http.config.file=${folder}/${PROBE_FILE}`,
      ],
    },
  },
  "postgres-exporter": TOOLKIT,
  "blackbox-exporter": TOOLKIT,
  "kube-state-metrics": toolkit("--tls-config"),
  "redis-exporter": {
    flags: (folder) => [
      `--tls-server-cert-file=${folder}/tls.crt`,
      `--tls-server-key-file=${folder}/tls.key`,
      // With it, whoever connects has to show a certificate.
      `--tls-server-ca-cert-file=${folder}/ca.crt`,
    ],
    files: () => ({}),
    asks: false,
  },
  // The kubelet asks it more than whether it takes connections, and has no certificate to show it.
  backend: {
    flags: () => [],
    environment: (folder) => ({
      TLS_CERT_FILE: `${folder}/tls.crt`,
      TLS_KEY_FILE: `${folder}/tls.key`,
    }),
    files: () => ({}),
    asks: false,
    open: true,
  },
  // Its settings stand in grafana.ini. It cannot ask for certificates: people's browsers have none.
  grafana: { flags: () => [], files: () => ({}), asks: true, open: true },
  "thanos-sidecar": {
    ...THANOS,
    flags: (folder) => [
      ...THANOS.flags(folder),
      `--prometheus.http-client-file=${folder}/${PROMETHEUS_FILE}`,
    ],
    files: ({ folder }) => ({
      [WEB_FILE]: webConfig(),
      [PROMETHEUS_FILE]: loopbackClientConfig(folder),
    }),
    asks: true,
  },
  "thanos-store": THANOS,
  "thanos-compact": toolkit("--http.config"),
  "thanos-query": {
    ...THANOS,
    flags: (folder) => [
      ...THANOS.flags(folder),
      `--endpoint.sd-config-file=${folder}/${ENDPOINTS_FILE}`,
    ],
    files: ({ folder }) => ({
      [WEB_FILE]: webConfig(),
      [ENDPOINTS_FILE]: endpointsTls(folder, THANOS_GRPC),
    }),
    asks: true,
  },
};
