/** The file names under which cert-manager stores a certificate, its key and the CA that issued it. */
export const TLS_FILES = ["ca.crt", "tls.crt", "tls.key"] as const;
/**
 * The directory of these, beside a server's own configuration, and of the files below, which refer to them relatively.
 */
export const TLS_FOLDER = "tls";

const OURS = { cert_file: "tls.crt", key_file: "tls.key" };

const SERVER = {
  ...OURS,
  client_auth_type: "RequireAndVerifyClientCert",
  client_ca_file: "ca.crt",
};

/**
 * The TLS configuration of servers with Prometheus's exporter-toolkit: clients must present a certificate of our own
 * CA. All three files are read again for each connection, so a new certificate needs no restart.
 */
export function webConfig() {
  return {
    tls_server_config: { ...SERVER, min_version: "TLS12" },
  };
}

/**
 * The same for the gossip between Alertmanagers. @param serverName the name in each member's certificate, whatever its
 * address
 */
export function clusterTls(serverName: string) {
  return {
    tls_server_config: SERVER,
    tls_client_config: { ...OURS, ca_file: "ca.crt", server_name: serverName },
  };
}

/** The files in a directory, under the names that Prometheus's and Thanos's client configurations use. */
function ownFiles(folder: string) {
  return {
    ca_file: `${folder}/ca.crt`,
    cert_file: `${folder}/tls.crt`,
    key_file: `${folder}/tls.key`,
  };
}

/**
 * How a probe in a server's own container authenticates.
 *
 * @param folder the directory of the files
 * @param serverName the name in the server's certificate, whatever its address
 */
export function clientConfig(folder: string, serverName: string) {
  return { tls_config: { ...ownFiles(folder), server_name: serverName } };
}

/**
 * How Thanos's sidecar authenticates to the Prometheus in its own pod: with a certificate that is read again for each
 * connection. It gets no CA: with one, Thanos 0.42 can never reach Prometheus again once its certificate has changed,
 * because it then takes the CA for a certificate (pkg/clientconfig/http.go, "unable to use specified CA cert: none
 * configured"). On a pod's loopback only the pod's own processes answer.
 *
 * @param folder the directory of the files
 */
export function loopbackClientConfig(folder: string) {
  const { cert_file, key_file } = ownFiles(folder);
  return { tls_config: { cert_file, key_file, insecure_skip_verify: true } };
}

/**
 * How Thanos's querier authenticates to its endpoints, wherever it finds them. The certificate is read again for each
 * connection.
 *
 * @param folder the directory of the files
 * @param serverName the name in the certificate of each of them: all endpoints found by DNS share one name
 */
export function endpointsTls(folder: string, serverName: string) {
  return {
    default_client_config: {
      tls_config: { enabled: true, ...ownFiles(folder) },
      server_name: serverName,
    },
  };
}

/** The names of the files with these configurations. */
export const WEB_FILE = "web.yml";
export const CLUSTER_FILE = "cluster.yml";
export const PROBE_FILE = "probe.yml";
export const PROMETHEUS_FILE = "prometheus-client.yml";
export const ENDPOINTS_FILE = "endpoints.yml";
