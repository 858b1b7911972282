import "../support/ownFolders";

import { addresses } from "../../../lab/cluster/layout";
import { identityOf, imagesOf, isWorkload, type KubeObject } from "../../../lab/deploy/object";
import { everything, find } from "../support/objects";

interface Service extends KubeObject {
  readonly spec: { readonly ports: readonly { readonly port: number }[] };
}

const object: KubeObject = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "backend", namespace: "autodealgenie" },
};

describe("an object's identity", () => {
  it("does not depend on its labels or its spec", () => {
    const labels = { app: "backend" };
    const changed = { ...object, metadata: { ...object.metadata, labels }, spec: {} };
    expect(identityOf(changed)).toBe(identityOf(object));
  });

  it.each([
    { ...object, apiVersion: "apps/v2" },
    { ...object, kind: "StatefulSet" },
    { ...object, metadata: { name: "backend" } },
    { ...object, metadata: { name: "backend", namespace: "monitoring" } },
    { ...object, metadata: { name: "backend2", namespace: "autodealgenie" } },
  ])("differs from that of %j", (other) => {
    expect(identityOf(other)).not.toBe(identityOf(object));
  });

  it("is unique in the cluster", async () => {
    const identities = (await everything()).map(identityOf);
    expect(new Set(identities).size).toBe(identities.length);
  });
});

describe("a workload's images", () => {
  const images = (spec: object): readonly string[] => {
    const resource: KubeObject = Object.assign({}, object, { spec: { template: { spec } } });
    return isWorkload(resource) ? imagesOf(resource) : [];
  };
  const containers = [{ image: "main:1" }, { image: "beside:1" }];

  it("are those of its containers, init containers first", () => {
    expect(images({ containers })).toEqual(["main:1", "beside:1"]);
    const initContainers = [{ image: "first:1" }];
    expect(images({ containers, initContainers })).toEqual(["first:1", "main:1", "beside:1"]);
  });

  it("cover all pods, because each belongs to a Deployment or StatefulSet", async () => {
    const withPods = (await everything()).filter((each) =>
      JSON.stringify(each).includes('"containers":'),
    );
    expect(withPods.filter((each) => !isWorkload(each))).toEqual([]);
  });
});

it("forwards every port to an existing Service and one of its ports", async () => {
  const objects = await everything();
  for (const [name, { dial }] of Object.entries(addresses())) {
    if (name === "api") continue;
    const [, service = "", namespace, port] =
      /^(.+)\.(.+)\.svc\.cluster\.local:(\d+)$/.exec(dial) ?? [];
    const { metadata, spec } = find(objects, "Service", service) as Service;
    expect(metadata.namespace).toBe(namespace);
    expect(spec.ports.map((each) => each.port)).toContain(Number(port));
  }
});
