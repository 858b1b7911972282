import { toYaml } from "./yaml";

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

/** How a probe in the server's own container shows who it is. @param folder of the files */
export function probeConfig(folder: string, serverName: string) {
  return {
    tls_config: {
      ca_file: `${folder}/ca.crt`,
      cert_file: `${folder}/tls.crt`,
      key_file: `${folder}/tls.key`,
      server_name: serverName,
    },
  };
}

export const WEB_FILE = "web.yml";
export const CLUSTER_FILE = "cluster.yml";
export const PROBE_FILE = "probe.yml";

/** The files by name, of which each server has those that it reads. */
export function tlsConfigFiles(
  name: string,
  folder: string,
  reads: readonly string[],
): Readonly<Record<string, string>> {
  const files: Readonly<Record<string, object>> = {
    [WEB_FILE]: webConfig(),
    [CLUSTER_FILE]: clusterTls(name),
    [PROBE_FILE]: probeConfig(folder, name),
  };
  return Object.fromEntries(
    Object.entries(files)
      .filter(([file]) => reads.includes(file))
      .map(([file, content]) => [file, toYaml(content)]),
  );
}
