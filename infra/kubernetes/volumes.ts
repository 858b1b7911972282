import type { Quantity } from "../settings/quantity";
import type { ConfigMap, Volume, VolumeMount } from "../objects/kubernetes";
import type { SecretShape } from "./secret";
import { SECRETS_FOLDER } from "../objects/names";
import { keysOf } from "./secret";

/** A volume together with the place where the container sees it. */
export interface Mounted {
  readonly volume?: Volume;
  readonly mount: VolumeMount;
}

/** The folder under a mount, "" for its top, that a ConfigMap's files appear in. */
export interface FilesFrom {
  readonly folder: string;
  readonly configMap: ConfigMap;
}

/**
 * ConfigMaps as one folder. A projected volume, never a subPath: only a whole volume is updated in place, and
 * all its files change at the same instant.
 * @param account a further folder, of the pod's own `token` and the cluster's authority, `ca.crt`. Left out: none
 * @param name the volume's, which no other of the pod has
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

/** In every namespace, the cluster's authority: Kubernetes itself makes it. */
export const CLUSTER_AUTHORITY = "kube-root-ca.crt";

function accountFiles(folder: string) {
  return [
    // Kubernetes' own default, an hour, with the seconds by which it knows its own. The kubelet renews it in time.
    { serviceAccountToken: { path: `${folder}/token`, expirationSeconds: 3607 } },
    {
      configMap: {
        name: CLUSTER_AUTHORITY,
        items: [{ key: "ca.crt", path: `${folder}/ca.crt` }],
      },
    },
  ];
}

/** The mode of files that their owner and their group may read. In JSON it is 288, as that has no octal numbers. */
export const GROUP_READS = 0o440;

/**
 * A Secret's keys as files that only the pod's group can read.
 * @param name the volume's, which no other of the pod has: containers that are told different secrets have one each
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

/** What an empty folder is made of. */
interface ScratchArgs {
  /** @default 64Mi */
  readonly sizeLimit?: Quantity;
  /** Memory: what is written there never gets onto a disk. @default the node's own disk */
  readonly medium?: "Memory";
}

/** An empty folder that the container may write in, gone with the pod. */
export function scratch(
  name: string,
  mountPath: string,
  { sizeLimit = "64Mi", ...more }: ScratchArgs = {},
): Mounted {
  return { volume: { name, emptyDir: { sizeLimit, ...more } }, mount: { name, mountPath } };
}

/** The StatefulSet's own volume. Its claim is written by statefulSet(). */
export function dataFolder(mountPath: string): Mounted {
  return { mount: { name: "data", mountPath } };
}
