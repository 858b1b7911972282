import type { Quantity } from "../settings/quantity";
import type { ConfigMap, Volume, VolumeMount } from "../objects/kubernetes";
import type { SecretShape } from "./secret";
import { SECRETS_FOLDER } from "../objects/names";
import { keysOf } from "./secret";

/** A volume together with its mount in the container. */
export interface Mounted {
  readonly volume?: Volume;
  readonly mount: VolumeMount;
}

/** The folder below a mount, "" for its root, that contains a ConfigMap's files. */
export interface FilesFrom {
  readonly folder: string;
  readonly configMap: ConfigMap;
}

/**
 * ConfigMaps as one folder. It is a projected volume, never a subPath, because only a whole volume is updated, and atomically.
 * @param account an additional folder with the pod's `token` and the cluster's authority, `ca.crt`. Left out: none
 * @param name the volume's name, unique in the pod
 */
export function configFolder(
  mountPath: string,
  sources: readonly FilesFrom[],
  account?: string,
  name = "config",
): Mounted {
  return {
    volume: {
      name,
      projected: {
        sources: [
          ...sources.map(({ folder, configMap }) => ({
            configMap: {
              name: configMap.metadata.name,
              items: Object.keys(configMap.data ?? {}).map((key) => ({
                key,
                path: folder === "" ? key : `${folder}/${key}`,
              })),
            },
          })),
          ...(account === undefined ? [] : accountFiles(account)),
        ],
      },
    },
    mount: { name, mountPath, readOnly: true },
  };
}

/** Kubernetes creates it in every namespace, with the cluster's authority. */
export const CLUSTER_AUTHORITY = "kube-root-ca.crt";

function accountFiles(folder: string) {
  return [
    // Kubernetes' default for its own tokens: an hour and some seconds. The kubelet renews it in time.
    { serviceAccountToken: { path: `${folder}/token`, expirationSeconds: 3607 } },
    {
      configMap: {
        name: CLUSTER_AUTHORITY,
        items: [{ key: "ca.crt", path: `${folder}/ca.crt` }],
      },
    },
  ];
}

/** Readable for the owner and the group. 288 in JSON, which has no octal numbers. */
export const GROUP_READS = 0o440;

/**
 * A Secret's keys as files that only the pod's group can read.
 * @param name the volume's name, unique in the pod: containers with different secrets have separate volumes
 */
export function secretFolder(secret: SecretShape, name = "secrets"): Mounted {
  return {
    volume: {
      name,
      secret: {
        secretName: secret.metadata.name,
        defaultMode: GROUP_READS,
        items: keysOf(secret).map((key) => ({ key, path: key })),
      },
    },
    mount: { name, mountPath: SECRETS_FOLDER, readOnly: true },
  };
}

/** The medium of an empty volume. */
interface ScratchArgs {
  /** @default 64Mi */
  readonly sizeLimit?: Quantity;
  /** Memory: what is written there never reaches a disk. @default the node's disk */
  readonly medium?: "Memory";
}

/** An empty volume that the container can write to, deleted with the pod. */
export function scratch(
  name: string,
  mountPath: string,
  { sizeLimit = "64Mi", ...more }: ScratchArgs = {},
): Mounted {
  return { volume: { name, emptyDir: { sizeLimit, ...more } }, mount: { name, mountPath } };
}

/** The StatefulSet's own volume. statefulSet() writes its claim. */
export function dataFolder(mountPath: string): Mounted {
  return { mount: { name: "data", mountPath } };
}
