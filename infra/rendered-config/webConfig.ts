/** The names under which cert-manager puts a certificate, its key and the authority that issued it. */
export const TLS_FILES = ["ca.crt", "tls.crt", "tls.key"] as const;
/** The folder, beside a server's own configuration, of these and of the files below, which name them by it. */
export const TLS_FOLDER = "tls";

const OURS = { cert_file: "tls.crt", key_file: "tls.key" };

const SERVER = {
  ...OURS,
  client_auth_type: "RequireAndVerifyClientCert",
  client_ca_file: "ca.crt",
};

/**
 * What servers of Prometheus's toolkit are told of TLS: whoever connects shows a certificate of our own authority. All
 * three files are read anew for each connection, so that a new certificate needs no restart.
 */
export function webConfig() {
  return {
    tls_server_config: { ...SERVER, min_version: "TLS12" },
  };
}

/** The same for what Alertmanagers tell each other. @param serverName whom each of them has to be, whatever its address */
export function clusterTls(serverName: string) {
  return {
    tls_server_config: SERVER,
    tls_client_config: { ...OURS, ca_file: "ca.crt", server_name: serverName },
  };
}

/** The files in a folder, by the names that Prometheus's and Thanos's clients have for them. */
function ownFiles(folder: string) {
  return {
    ca_file: `${folder}/ca.crt`,
    cert_file: `${folder}/tls.crt`,
    key_file: `${folder}/tls.key`,
  };
}

/**
 * How a probe in a server's own container shows who it is.
 * @param folder of the files
 * @param serverName whom the server has to be, whatever its address
 */
export function clientConfig(folder: string, serverName: string) {
  return { tls_config: { ...ownFiles(folder), server_name: serverName } };
}

/**
 * How Thanos's sidecar shows Prometheus, in its own pod, who it is: by a certificate that is read anew for each
 * connection. It is told of no authority: Thanos 0.42 that is told of one never reaches Prometheus again once its
 * certificate has changed, for it takes the authority for a certificate then (pkg/clientconfig/http.go, "unable to use
 * specified CA cert: none configured"). On the loopback of a pod nobody answers but what runs in it.
 * @param folder of the files
 */
export function loopbackClientConfig(folder: string) {
  const { cert_file, key_file } = ownFiles(folder);
  return { tls_config: { cert_file, key_file, insecure_skip_verify: true } };
}

/**
 * How Thanos's query shows those whom it asks who it is, wherever it finds them. The certificate is read anew for each
 * connection.
 * @param folder of the files
 * @param serverName whom each of them has to be: there is one name for all that are found by DNS
 */
export function endpointsTls(folder: string, serverName: string) {
  return {
    default_client_config: {
      tls_config: { enabled: true, ...ownFiles(folder) },
      server_name: serverName,
    },
  };
}

export const WEB_FILE = "web.yml";
export const CLUSTER_FILE = "cluster.yml";
export const PROBE_FILE = "probe.yml";
export const PROMETHEUS_FILE = "prometheus-client.yml";
export const ENDPOINTS_FILE = "endpoints.yml";
