import { statefulSet } from "../../../infra/kubernetes/workload";
import { metadataOf } from "../../../infra/objects/metadata";
import { MONITORING } from "../../../infra/objects/names";
import { mustBeReplaced, shrinkFaults, type StatefulSetLike } from "../../../lab/deploy/immutable";

const metadata = metadataOf("store", MONITORING, "metrics-store");
const made = (size: "1Gi" | "2Gi" = "1Gi", replicas = 1) =>
  statefulSet({
    metadata,
    replicas,
    storage: { size, storageClass: undefined },
    template: { metadata: { labels: metadata.labels } },
  }) as unknown as StatefulSetLike;

/** An object from the API server, with defaults. */
function live(set: StatefulSetLike): StatefulSetLike {
  const copy = JSON.parse(JSON.stringify(set)) as StatefulSetLike & {
    spec: { volumeClaimTemplates: { spec: object; status?: object; metadata: object }[] };
  };
  const [template] = copy.spec.volumeClaimTemplates;
  template!.status = { phase: "Pending" };
  template!.spec = { ...template!.spec, storageClassName: "local" };
  template!.metadata = { ...template!.metadata, creationTimestamp: null };
  return copy;
}

describe("an existing StatefulSet", () => {
  it("is kept if it matches, regardless of defaults set by the API server", () => {
    expect(mustBeReplaced(live(made()), made())).toBe(false);
  });

  it("is kept if only mutable fields change", () => {
    const { spec } = made("1Gi", 3);
    const wanted = { ...made(), spec: { ...spec, template: {}, revisionHistoryLimit: 5 } };
    expect(mustBeReplaced(live(made()), wanted)).toBe(false);
  });

  it.each<[string, object]>([
    ["volumes of another size", made("2Gi").spec],
    ["another governing Service", { serviceName: "store-headless" }],
    ["another selector", { selector: { matchLabels: { "app.kubernetes.io/name": "other" } } }],
    ["another pod management policy", { podManagementPolicy: "OrderedReady" }],
    ["no volumes", { volumeClaimTemplates: [] }],
  ])("must be replaced to have %s", (_, spec) => {
    const wanted = { ...made(), spec: { ...made().spec, ...spec } };
    expect(mustBeReplaced(live(made()), wanted)).toBe(true);
  });
});

describe("existing claims", () => {
  const claim = (name: string, storage: string) => ({
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { name, namespace: MONITORING },
    spec: { resources: { requests: { storage } } },
  });

  it("may grow or keep their size, and new ones may be added", () => {
    const wanted = [claim("a", "2Gi"), claim("b", "1Gi"), claim("c", "1Gi")];
    expect(shrinkFaults([claim("a", "1Gi"), claim("b", "1Gi")], wanted)).toEqual([]);
  });

  it("may not shrink", () => {
    expect(shrinkFaults([claim("a", "2Gi"), claim("b", "1Gi")], [claim("a", "1Gi")])).toEqual([
      expect.stringContaining(
        "PersistentVolumeClaim monitoring/a has 2Gi and cannot be shrunk to 1Gi",
      ),
    ]);
  });
});
