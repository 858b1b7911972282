import "../support/ownFolders";

import { FOLDERS } from "../../../lab/cluster/folders";
import { NODE } from "../../../lab/cluster/layout";
import { isWorkload, type KubeObject } from "../../../lab/deploy/object";
import { sizeOf, storageClass, volumeFolder, volumesFor } from "../../../lab/deploy/volumes";
import { everything } from "../support/objects";

interface Volume extends KubeObject {
  readonly spec: {
    readonly capacity: { readonly storage: string };
    readonly accessModes: readonly string[];
    readonly storageClassName: string;
    readonly persistentVolumeReclaimPolicy: string;
    readonly claimRef: { readonly namespace: string; readonly name: string };
    readonly local: { readonly path: string };
    readonly nodeAffinity: object;
  };
}

const claim = (name: string, storage: string, more: object = {}) => ({
  metadata: { name },
  spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage } }, ...more },
});

function set(name: string, spec: object, namespace?: string): KubeObject {
  const template = { spec: { containers: [] } };
  const metadata = { name, ...(namespace === undefined ? {} : { namespace }) };
  return {
    apiVersion: "apps/v1",
    kind: "StatefulSet",
    metadata,
    spec: { template, ...spec },
  } as KubeObject;
}

const volumes = (...objects: readonly KubeObject[]) => volumesFor(objects) as readonly Volume[];
const factsOf = ({ metadata, spec }: Volume) => [
  metadata.name,
  `${spec.claimRef.namespace}/${spec.claimRef.name}`,
  spec.capacity.storage,
  spec.storageClassName,
];

describe("volumes", () => {
  it("exist once per claim and replica, bound to the claim that the StatefulSet creates", () => {
    const claims = [claim("data", "1Gi"), claim("log", "2Gi", { storageClassName: "fast" })];
    const made = volumes(
      set("db", { replicas: 2, volumeClaimTemplates: claims }, "app"),
      set("one", { volumeClaimTemplates: [claim("data", "3Gi")] }),
      set("none", { replicas: 0, volumeClaimTemplates: claims }),
      set("stateless", { replicas: 2 }),
    );
    expect(made.map(factsOf)).toEqual([
      ["app-data-db-0", "app/data-db-0", "1Gi", "local"],
      ["app-data-db-1", "app/data-db-1", "1Gi", "local"],
      ["app-log-db-0", "app/log-db-0", "2Gi", "fast"],
      ["app-log-db-1", "app/log-db-1", "2Gi", "fast"],
      ["default-data-one-0", "default/data-one-0", "3Gi", "local"],
    ]);
  });

  it("are retained if their claim is deleted, each in a separate folder on the node", () => {
    const [volume] = volumes(set("db", { volumeClaimTemplates: [claim("data", "1Gi")] }));
    expect(volume!.spec).toMatchObject({
      persistentVolumeReclaimPolicy: "Retain",
      storageClassName: storageClass.metadata.name,
      local: { path: `${FOLDERS.data.node}/volumes/default-data-db-0` },
    });
    expect(volumeFolder("default", "data-db-0")).toBe(volume!.spec.local.path);
    expect(JSON.stringify(volume!.spec.nodeAffinity)).toContain(`"values":["${NODE}"]`);
  });

  it("have the size of their claim, capped so that filling one is quick", () => {
    const sizes = ["256Mi", "1Gi", "20Gi"].map((size) =>
      sizeOf(volumesFor([set("db", { volumeClaimTemplates: [claim("data", size)] })])[0]!),
    );
    expect(sizes).toEqual([256 * 2 ** 20, 2 ** 30, 2 * 2 ** 30]);
  });

  it("meet every claim that the stack's StatefulSets will create", async () => {
    const objects = await everything();
    const there = objects.filter(({ kind }) => kind === "PersistentVolume") as Volume[];
    const asked = objects.filter(isWorkload).flatMap(({ metadata, spec }) =>
      (spec.volumeClaimTemplates ?? []).flatMap((template) =>
        Array.from({ length: spec.replicas ?? 1 }, (_, ordinal) => ({
          claim: `${metadata.namespace}/${template.metadata.name}-${metadata.name}-${ordinal}`,
          storage: template.spec.resources.requests.storage,
          accessModes: template.spec.accessModes,
        })),
      ),
    );
    expect(asked.length).toBeGreaterThan(3);
    const given = there.map(({ spec: { claimRef, capacity, accessModes } }) => ({
      claim: `${claimRef.namespace}/${claimRef.name}`,
      storage: capacity.storage,
      accessModes,
    }));
    expect(given).toEqual(asked);
  });
});
