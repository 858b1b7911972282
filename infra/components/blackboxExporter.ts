import { urlAddress } from "../settings/addresses";
import { blackboxConfig, CERTIFICATE_MODULE, dialOf } from "../rendered-config/blackbox";
import type { Times } from "../rendered-config/times";
import { toYaml } from "../rendered-config/yaml";
import { exporterServer } from "../kubernetes/exporter";
import { egressTo } from "../kubernetes/network/egress";
import type { Server } from "../kubernetes/server";
import { toolkitTls } from "../kubernetes/tls/server";

const FOLDER = "/etc/blackbox_exporter";
const AUTHORITY = "authorities.pem";

export interface BlackboxExporterArgs {
  /** @default monitoring */
  readonly namespace?: string | undefined;
  readonly image: string;
  /** The `https` URLs whose certificates are monitored. */
  readonly certificates: readonly string[];
  /** The only certificate authorities to trust, in PEM. Left out: those of the image. */
  readonly certificateAuthority: string | undefined;
  readonly times: Times;
}

export function blackboxExporterServer(args: BlackboxExporterArgs): Server {
  const { image, certificates, certificateAuthority, times } = args;
  const authority = certificateAuthority === undefined ? undefined : `${FOLDER}/${AUTHORITY}`;
  return exporterServer({
    namespace: args.namespace,
    type: "BlackboxExporter",
    tls: toolkitTls(),
    name: "blackbox-exporter",
    image,
    port: 9115,
    // nobody
    uid: 65534,
    ownPage: "/-/healthy",
    args: [`--config.file=${FOLDER}/blackbox.yml`],
    config: {
      folder: FOLDER,
      files: {
        "blackbox.yml": toYaml(blackboxConfig(authority)),
        ...(certificateAuthority !== undefined && { [AUTHORITY]: certificateAuthority }),
      },
    },
    egress: egressTo(certificates.map(urlAddress)),
    // Each probe is a separate scrape, whose target is the probed URL.
    endpoints: certificates.map((url) => ({
      path: "/probe",
      params: { module: [CERTIFICATE_MODULE], target: [dialOf(url)] },
      relabelings: [{ action: "replace", targetLabel: "instance", replacement: url }],
    })),
    times,
  });
}
