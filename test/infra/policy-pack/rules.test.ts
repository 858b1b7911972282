import { POLICIES } from "../../../infra/policy-pack/policies";
import {
  claimsCover,
  keepsVolumes,
  orphansItsPods,
  protectsNamespaces,
  type Declared,
} from "../../../infra/policy-pack/rules";
import { MonitoringStack } from "../../../infra/monitoringStack";
import { neededSecrets } from "../../../infra/settings/secrets";
import { STACKS, type StackName } from "../../../tools/render/render";
import { registered } from "../../support/mocks";
import { settings } from "../../support/stacks";

/** The resources that a stack registers, in the form in which a policy gets them. */
async function declared(stack: StackName): Promise<readonly Declared[]> {
  const config = settings(stack);
  const secrets = Object.fromEntries(neededSecrets(config).map((key) => [key, "secret"]));
  return (
    await registered(() => new MonitoringStack("autodealgenie", { settings: config, secrets }))
  ).map(({ type, name, inputs }) => ({
    type,
    name,
    props: inputs,
    // Mocks do not get resource options: there is a separate test for those of namespaces.
    opts: { protect: type === "kubernetes:core/v1:Namespace" },
  }));
}

const set = (props: object): Declared => ({
  type: "kubernetes:apps/v1:StatefulSet",
  name: "store",
  props: { metadata: { namespace: "monitoring", name: "store" }, ...props },
  opts: { protect: false },
});
const claim = (name: string, storage: string): Declared => ({
  type: "kubernetes:core/v1:PersistentVolumeClaim",
  name,
  props: {
    metadata: { namespace: "monitoring", name },
    spec: { resources: { requests: { storage } } },
  },
  opts: { protect: false },
});
const storage = (size: string) => ({
  metadata: { name: "data" },
  spec: { resources: { requests: { storage: size } } },
});

describe.each(STACKS)("the policies applied to %s", (stack) => {
  it("find no violations", async () => {
    const resources = await declared(stack);
    expect(resources.length).toBeGreaterThan(80);
    const rules = [orphansItsPods, keepsVolumes, protectsNamespaces];
    expect(resources.flatMap((each) => rules.flatMap((rule) => rule(each)))).toEqual([]);
    expect(claimsCover(resources)).toEqual([]);
  });
});

describe("a StatefulSet", () => {
  it.each([
    [{}, "missing"],
    [{ "pulumi.com/deletionPropagationPolicy": "foreground" }, "foreground"],
  ])(
    "with annotations %j is rejected, since its replacement would delete its pods",
    (annotations, said) => {
      const found = orphansItsPods(
        set({ metadata: { namespace: "monitoring", name: "store", annotations } }),
      );
      expect(found).toEqual([
        `StatefulSet monitoring/store would take its pods with it when it is replaced: its annotation pulumi.com/deletionPropagationPolicy is ${said}. Set it to orphan, and deploy that before any change that replaces it.`,
      ]);
    },
  );

  it.each(["whenDeleted", "whenScaled"])("must not delete its volumes: %s", (when) => {
    const found = keepsVolumes(
      set({ spec: { persistentVolumeClaimRetentionPolicy: { [when]: "Delete" } } }),
    );
    expect(found).toEqual([
      `StatefulSet monitoring/store would lose its data: persistentVolumeClaimRetentionPolicy.${when} is Delete. Set it to Retain.`,
    ]);
  });

  it("keeps its volumes by default", () => {
    expect(keepsVolumes(set({ spec: {} }))).toEqual([]);
  });
});

describe("a reclaim policy", () => {
  const other = (kind: string, props: object): Declared => ({
    type: `kubernetes:core/v1:${kind}`,
    name: "x",
    props: { metadata: { name: "x" }, ...props },
    opts: { protect: false },
  });

  it.each([
    ["PersistentVolume", { spec: { persistentVolumeReclaimPolicy: "Delete" } }],
    ["StorageClass", { reclaimPolicy: "Delete" }],
    // Its default is to delete.
    ["StorageClass", {}],
  ])("is rejected if it deletes volumes: %s %j", (kind, props) => {
    expect(keepsVolumes(other(kind, props))).toEqual([
      expect.stringContaining(`${kind} x would lose its data`),
    ]);
  });

  it.each([
    ["PersistentVolume", { spec: { persistentVolumeReclaimPolicy: "Retain" } }],
    ["PersistentVolume", {}],
    ["StorageClass", { reclaimPolicy: "Retain" }],
  ])("is accepted if it retains volumes: %s %j", (kind, props) => {
    expect(keepsVolumes(other(kind, props))).toEqual([]);
  });
});

describe("a namespace", () => {
  it("must be protected", () => {
    const namespace = {
      type: "kubernetes:core/v1:Namespace",
      name: "monitoring",
      props: { metadata: { name: "monitoring" } },
    };
    expect(protectsNamespaces({ ...namespace, opts: { protect: true } })).toEqual([]);
    expect(protectsNamespaces({ ...namespace, opts: { protect: false } })).toEqual([
      "Namespace monitoring could be deleted with everything in it: it is not protected. Set `protect: true` on it.",
    ]);
  });
});

describe("the volumes of a StatefulSet", () => {
  const store = set({ spec: { replicas: 2, volumeClaimTemplates: [storage("2Gi")] } });

  it("are accepted if the stack has a claim for each replica", () => {
    expect(
      claimsCover([store, claim("data-store-0", "2Gi"), claim("data-store-1", "4Gi")]),
    ).toEqual([]);
  });

  it("are rejected if a claim is missing or too small", () => {
    expect(claimsCover([store, claim("data-store-1", "1Gi")])).toEqual([
      "StatefulSet monitoring/store has a volume whose PersistentVolumeClaim monitoring/data-store-0 is not in the stack: it could never grow. Register the claims that claimsOf() makes of it.",
      "StatefulSet monitoring/store requests 2Gi for a volume whose PersistentVolumeClaim monitoring/data-store-1 has 1Gi. Register the claims that claimsOf() makes of it.",
    ]);
  });
});

it("every policy is mandatory", () => {
  expect(POLICIES.map(({ enforcementLevel }) => enforcementLevel)).toEqual(
    POLICIES.map(() => "mandatory"),
  );
  expect(new Set(POLICIES.map(({ name }) => name)).size).toBe(4);
});
