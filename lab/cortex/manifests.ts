import { container, probes } from "../../infra/kubernetes/pod";
import { toYaml } from "../../infra/rendered-config/yaml";
import { IMAGES } from "../../infra/versions";
import { LAB_IMAGES } from "../builder/labImages";
import type { Certificate } from "../certificates";
import type { KubeObject } from "../deploy/object";
import { DATA_MOUNT, outsideServer, SECRET_VOLUME, STORE } from "../deploy/outside";
import { CORTEX_APP, CORTEX_NAMESPACE, CORTEX_OPERATOR, CORTEX_PORT } from "./addresses";
import { CORTEX_FOLDERS, cortexConfig, entranceConfig, READY, type Tenant } from "./config";

export interface CortexArgs {
  readonly tenants: readonly Tenant[];
  /** The password of who runs Cortex. */
  readonly operatorPassword: string;
  readonly certificate: Certificate;
}

/** Cortex's default. A scrape interval of the stack is half of it. */
export const FAILOVER_SECONDS = 30;

const UID = 65534;
const FOLDER = "/etc/cortex";
const CERTIFICATE_FOLDER = "/etc/cortex-tls";
const [CORTEX_YML, ENTRANCE_YML] = ["cortex.yml", "entrance.yml"];
const PORTS = { http: 9009, grpc: 9095, gossip: 7946 } as const;

/** Cortex with some tenants, behind a proxy in the same pod that checks their passwords and serves TLS. */
export function cortexObjects(args: CortexArgs): readonly KubeObject[] {
  const { tenants, operatorPassword, certificate } = args;
  const values = {
    [CORTEX_YML]: toYaml(
      cortexConfig({ folder: STORE, ports: PORTS, failoverSeconds: FAILOVER_SECONDS }),
    ),
    [ENTRANCE_YML]: toYaml(
      entranceConfig({
        cortex: `http://127.0.0.1:${String(PORTS.http)}`,
        tenants,
        operator: { username: CORTEX_OPERATOR, password: operatorPassword },
        probed: true,
      }),
    ),
  };
  const get = (path: string) => ({ httpGet: { path, port: "https", scheme: "HTTPS" } });
  return outsideServer({
    name: CORTEX_APP,
    namespace: CORTEX_NAMESPACE,
    port: CORTEX_PORT,
    certificate,
    tls: { folder: CERTIFICATE_FOLDER },
    secret: { folder: FOLDER, values },
    storage: "1Gi",
    readOnce: { values, certificate },
    before: [
      container({
        name: "folders",
        image: IMAGES.redis,
        command: [
          ...["mkdir", "-p"],
          ...Object.values(CORTEX_FOLDERS).map((name) => `${STORE}/${name}`),
        ],
        resources: { cpuRequest: "5m", memoryRequest: "8Mi", memoryLimit: "32Mi" },
        uid: UID,
        mounts: [DATA_MOUNT],
      }),
    ],
    sidecars: [
      container({
        name: "cortex",
        image: LAB_IMAGES.cortex,
        args: [`-config.file=${FOLDER}/${CORTEX_YML}`],
        resources: { cpuRequest: "50m", memoryRequest: "128Mi", memoryLimit: "768Mi" },
        uid: UID,
        mounts: [{ ...SECRET_VOLUME, mountPath: FOLDER }, DATA_MOUNT],
      }),
    ],
    container: "entrance",
    server: {
      image: LAB_IMAGES.vmAuth,
      args: [
        `-auth.config=${FOLDER}/${ENTRANCE_YML}`,
        `-httpListenAddr=:${String(CORTEX_PORT)}`,
        "-tls",
        `-tlsCertFile=${CERTIFICATE_FOLDER}/tls.crt`,
        `-tlsKeyFile=${CERTIFICATE_FOLDER}/tls.key`,
      ],
      probes: probes({ ready: get(READY), alive: get("/health"), startSeconds: 120 }),
      resources: { cpuRequest: "10m", memoryRequest: "16Mi", memoryLimit: "64Mi" },
      uid: UID,
    },
  });
}
