import type { StackConfig } from "../../settings/schema";
import { clientConfig, PROBE_FILE, TLS_FOLDER } from "../../rendered-config/webConfig";
import { toYaml } from "../../rendered-config/yaml";
import type { Metadata } from "../../objects/metadata";
import type { Certificate, ConfigMap } from "../../objects/kubernetes";
import type { Mounted } from "../volumes";
import { configMap } from "../workload";
import { internalIssuance, secretOf, speaksTls } from "./certificates";
import { tlsSources } from "./files";
import { certificate } from "./issuers";

/** What a scheduled job needs to connect to a server that requires a client certificate. */
export interface ClientAccess {
  readonly certificates: readonly Certificate[];
  readonly configMaps: readonly ConfigMap[];
  readonly mounted: Mounted;
  /** The authority to trust and the client certificate, in the form of Prometheus's exporter toolkit. */
  readonly configFile: string;
}

/**
 * The client certificate of a scheduled job.
 * @param server the expected name in the server's certificate
 * @returns undefined if servers use no TLS
 */
export function clientAccess(
  metadata: Metadata,
  server: string,
  config: StackConfig,
): ClientAccess | undefined {
  if (!speaksTls(config)) return undefined;
  const folder = `/etc/${TLS_FOLDER}`;
  const map = configMap(metadata, TLS_FOLDER, {
    [PROBE_FILE]: toYaml(clientConfig(folder, server)),
  });
  const shown = tlsSources(secretOf(metadata.name), [map], "");
  return {
    certificates: [
      certificate({
        metadata,
        secretName: secretOf(metadata.name),
        dnsNames: [metadata.name],
        usages: ["client auth"],
        issuerRef: internalIssuance(metadata.namespace, config).ref,
      }),
    ],
    configMaps: [map],
    mounted: {
      volume: { name: TLS_FOLDER, projected: { sources: [...shown] } },
      mount: { name: TLS_FOLDER, mountPath: folder, readOnly: true },
    },
    configFile: `${folder}/${PROBE_FILE}`,
  };
}
