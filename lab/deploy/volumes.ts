import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { FOLDERS } from "../cluster/folders";
import { NODE } from "../cluster/layout";
import { isWorkload, type KubeObject } from "./object";

const STORAGE_CLASS = "local";
const FOLDER = "volumes";

/** The class of volumes that are there already: the node has no provisioner. */
export const storageClass = {
  apiVersion: "storage.k8s.io/v1",
  kind: "StorageClass",
  metadata: {
    name: STORAGE_CLASS,
    annotations: { "storageclass.kubernetes.io/is-default-class": "true" },
  },
  provisioner: "kubernetes.io/no-provisioner",
  volumeBindingMode: "Immediate",
} as const;

/** A volume, and its folder, for every claim that the StatefulSets among some objects will make. */
export function volumesFor(objects: readonly KubeObject[]): readonly KubeObject[] {
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
  storage: string,
): KubeObject & Readonly<Record<string, unknown>> {
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
      // Unlike hostPath, a local volume is handed to the pod's fsGroup.
      local: { path: `${FOLDERS.data.node}/${FOLDER}/${name}` },
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

/** Makes the folders behind some volumes, where they are missing. */
export function makeFolders(volumes: readonly KubeObject[]): void {
  for (const { metadata } of volumes) {
    mkdirSync(join(FOLDERS.data.host, FOLDER, metadata.name), { recursive: true, mode: 0o770 });
  }
}
