import {
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

import { mebibytesOf, type Quantity } from "../../infra/settings/quantity";
import { VOLUMES } from "../cluster/folders";
import { NODE } from "../cluster/layout";
import { execInNode } from "../cluster/node";
import { isWorkload, type KubeObject } from "./object";

const STORAGE_CLASS = "local";

/** A PersistentVolume of the local cluster. */
export type Volume = KubeObject & {
  readonly spec: Readonly<Record<string, unknown>> & {
    readonly capacity: { readonly storage: Quantity };
  };
};

/** The class of pre-created volumes: the node has no provisioner. */
export const storageClass = {
  apiVersion: "storage.k8s.io/v1",
  kind: "StorageClass",
  metadata: {
    name: STORAGE_CLASS,
    annotations: { "storageclass.kubernetes.io/is-default-class": "true" },
  },
  provisioner: "kubernetes.io/no-provisioner",
  volumeBindingMode: "Immediate",
  // Allows claims to grow. The volumes behind them do not grow here.
  allowVolumeExpansion: true,
} as const;

/** A PersistentVolume, with its folder, for every claim that the StatefulSets among some objects will create. */
export function volumesFor(objects: readonly KubeObject[]): readonly Volume[] {
  return objects.filter(isWorkload).flatMap(({ metadata, spec }) =>
    (spec.volumeClaimTemplates ?? []).flatMap((claim) =>
      Array.from({ length: spec.replicas ?? 1 }, (_, ordinal) => {
        const claimName = `${claim.metadata.name}-${metadata.name}-${String(ordinal)}`;
        return volume(
          metadata.namespace ?? "default",
          claimName,
          claim.spec.accessModes,
          claim.spec.storageClassName ?? STORAGE_CLASS,
          claim.spec.resources.requests.storage,
        );
      }),
    ),
  );
}

function volume(
  namespace: string,
  claim: string,
  accessModes: readonly string[],
  storageClassName: string,
  storage: Quantity,
): Volume {
  const name = `${namespace}-${claim}`;
  return {
    apiVersion: "v1",
    kind: "PersistentVolume",
    metadata: { name },
    spec: {
      capacity: { storage },
      accessModes,
      storageClassName,
      persistentVolumeReclaimPolicy: "Retain",
      claimRef: { apiVersion: "v1", kind: "PersistentVolumeClaim", namespace, name: claim },
      // Unlike hostPath, a local volume gets the pod's fsGroup as its owner.
      local: { path: volumeFolder(namespace, claim) },
      nodeAffinity: {
        required: {
          nodeSelectorTerms: [
            {
              matchExpressions: [{ key: "kubernetes.io/hostname", operator: "In", values: [NODE] }],
            },
          ],
        },
      },
    },
  };
}

/** The largest size of a volume in bytes, whatever its claim requests: filling it must stay quick. */
const LARGEST = 2 * 2 ** 30;

/** The size of a volume's file system in bytes. It takes space on the machine's disk only as it fills. */
export function sizeOf({ spec }: Volume): number {
  return Math.min(mebibytesOf(spec.capacity.storage) * 2 ** 20, LARGEST);
}

/** The node's path of the volume behind a claim. */
export function volumeFolder(namespace: string, claim: string): string {
  return `${VOLUMES.node}/${namespace}-${claim}`;
}

/**
 * Creates a file system for each volume that has none yet, in the running node, so that a volume can be full while the
 * machine's disk is not. If this fails, the volume is a plain folder on that disk, and `say` reports it.
 *
 * @returns the names of the volumes that were such folders before: their pods still write there, so the node has to be
 * restarted for them
 */
export async function makeVolumes(
  volumes: readonly Volume[],
  say: (line: string) => void,
): Promise<readonly string[]> {
  const replaced: string[] = [];
  for (const volume of volumes) {
    const { name } = volume.metadata;
    const host = join(VOLUMES.host, name);
    const node = `${VOLUMES.node}/${name}`;
    mkdirSync(host, { recursive: true, mode: 0o770 });
    if (await isMounted(node)) continue;
    try {
      const made = await makeImage(host, node, sizeOf(volume));
      if (readdirSync(host).length > 0) replaced.push(name);
      else await mount(host, node, made);
    } catch (error) {
      const why = error instanceof Error ? error.message.split("\n").at(-1) : String(error);
      say(`Volume ${name} has no size limit, and shares this machine's disk: ${why}`);
    }
  }
  return replaced;
}

/** Runs one of the node's programs, wherever its Debian package installed it. */
function inNode(program: string, ...args: readonly string[]): Promise<string> {
  return execInNode("/usr/bin/env", ["PATH=/usr/sbin:/usr/bin:/sbin:/bin", program, ...args]);
}

async function isMounted(folder: string): Promise<boolean> {
  return inNode("mountpoint", "-q", folder).then(
    () => true,
    () => false,
  );
}

/** @returns whether the image was created by this call */
async function makeImage(host: string, node: string, bytes: number): Promise<boolean> {
  const image = `${host}.img`;
  if (existsSync(image)) return false;
  writeFileSync(`${image}.new`, "", { mode: 0o600 });
  truncateSync(`${image}.new`, bytes);
  await inNode("mkfs.ext4", "-q", "-F", "-m", "0", `${node}.img.new`);
  renameSync(`${image}.new`, image);
  return true;
}

async function mount(host: string, node: string, made: boolean): Promise<void> {
  try {
    // The kernel frees the loop device when its last mount is gone.
    await inNode("mount", "-t", "ext4", "-o", "loop", `${node}.img`, node);
  } catch (error) {
    // The node would not start with a file system that it cannot mount.
    if (made) rmSync(`${host}.img`);
    throw error;
  }
}

/** Deletes the folders of some volumes, on which the next start of the node mounts their file systems. */
export function emptyFolders(volumes: readonly string[]): void {
  for (const name of volumes) rmSync(join(VOLUMES.host, name), { recursive: true, force: true });
}
