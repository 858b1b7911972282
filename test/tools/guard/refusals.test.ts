import { stepsOf } from "../../../tools/guard/preview";
import { refusals } from "../../../tools/guard/refusals";
import { preview, step } from "./steps";

const CLAIM = "kubernetes:core/v1:PersistentVolumeClaim";
const SET = "kubernetes:apps/v1:StatefulSet";
const NAMESPACE = "kubernetes:core/v1:Namespace";

const metadata = (name: string, annotations = {}) => ({
  metadata: { namespace: "monitoring", name, annotations },
});
const requests = (storage: string) => ({ resources: { requests: { storage } } });
const claim = (storage = "20Gi", retainOnDelete = true) => ({
  inputs: { ...metadata("data-prometheus-0"), spec: requests(storage) },
  retainOnDelete,
});
const set = ({ storage = "20Gi", orphan = true, whenDeleted = "Retain" } = {}) => ({
  inputs: {
    ...metadata("prometheus", orphan ? { "pulumi.com/deletionPropagationPolicy": "orphan" } : {}),
    spec: {
      persistentVolumeClaimRetentionPolicy: { whenDeleted, whenScaled: "Retain" },
      volumeClaimTemplates: [{ metadata: { name: "data" }, spec: requests(storage) }],
    },
  },
});
const namespace = (protect = true) => ({
  inputs: { metadata: { name: "monitoring" } },
  protect,
});

const told = (...steps: readonly object[]) =>
  refusals(stepsOf(preview(...steps), "preview.json")).map(
    ({ object, cause }) => `${object} ${cause}`,
  );

describe("a preview", () => {
  it("is accepted if nothing changes", () => {
    expect(
      told(
        step("same", CLAIM, "data-prometheus-0-monitoring", claim(), claim()),
        step("same", SET, "prometheus", set(), set()),
        step("same", NAMESPACE, "monitoring", namespace(), namespace()),
      ),
    ).toEqual([]);
  });

  it("is accepted if it creates everything", () => {
    expect(
      told(
        step("create", NAMESPACE, "monitoring", undefined, namespace()),
        step("create", CLAIM, "data-prometheus-0-monitoring", undefined, claim()),
        step("create", SET, "prometheus", undefined, set()),
      ),
    ).toEqual([]);
  });

  it("is accepted if a volume grows and the StatefulSet is replaced without its pods", () => {
    const [old, now] = [set(), set({ storage: "40Gi" })];
    expect(
      told(
        step("update", CLAIM, "data-prometheus-0-monitoring", claim(), claim("40Gi")),
        step("delete-replaced", SET, "prometheus", old),
        step("replace", SET, "prometheus", old, now),
        step("create-replacement", SET, "prometheus", old, now),
      ),
    ).toEqual([]);
  });

  it("is accepted if a claim leaves the stack but is retained in the cluster", () => {
    expect(told(step("delete", CLAIM, "data-prometheus-1-monitoring", claim()))).toEqual([]);
  });

  it("is accepted if it deletes objects without data", () => {
    const map = { inputs: metadata("prometheus-config") };
    expect(told(step("delete", "kubernetes:core/v1:ConfigMap", "x", map))).toEqual([]);
    expect(told(step("delete", "random:index/randomPassword:RandomPassword", "x", map))).toEqual(
      [],
    );
  });

  it.each(["delete", "replace", "delete-replaced"])(
    "is rejected if it deletes a claim and its data (%s)",
    (op) => {
      expect(told(step(op, CLAIM, "data-prometheus-0-monitoring", claim("20Gi", false)))).toEqual([
        "PersistentVolumeClaim monitoring/data-prometheus-0 is deleted, and with it its data",
      ]);
    },
  );

  it("is rejected if it deletes a namespace or the CustomResourceDefinition of ServiceMonitors", () => {
    const crd = { inputs: { metadata: { name: "servicemonitors.monitoring.coreos.com" } } };
    expect(
      told(
        step("delete", NAMESPACE, "monitoring", namespace(false)),
        step("delete", "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition", "c", crd),
      ),
    ).toEqual([
      "Namespace monitoring is deleted, and with it everything in it, including its volumes",
      "CustomResourceDefinition servicemonitors.monitoring.coreos.com is deleted, and with it every object of its kind, including those of others",
    ]);
  });

  it.each(["delete", "replace"])("is rejected if it deletes a StatefulSet's pods (%s)", (op) => {
    // The new object's annotation comes too late.
    const now = op === "replace" ? set() : undefined;
    expect(told(step(op, SET, "prometheus", set({ orphan: false }), now))).toEqual([
      "StatefulSet monitoring/prometheus is deleted or replaced, together with all of its pods",
    ]);
  });

  it("is rejected, once per object, if a volume would shrink", () => {
    const [old, now] = [set({ storage: "40Gi" }), set()];
    expect(
      told(
        step("update", CLAIM, "data-prometheus-0-monitoring", claim("40Gi"), claim("20Gi")),
        step("replace", SET, "prometheus", old, now),
        step("create-replacement", SET, "prometheus", old, now),
      ),
    ).toEqual([
      "PersistentVolumeClaim monitoring/data-prometheus-0 would shrink its volume from 40Gi to 20Gi: Kubernetes only lets volumes grow",
      "StatefulSet monitoring/prometheus would shrink its volumes data from 40Gi to 20Gi: Kubernetes only lets volumes grow",
    ]);
  });

  it("is rejected if it removes options that protect data, although it deletes nothing yet", () => {
    expect(
      told(
        step("same", NAMESPACE, "monitoring", namespace(), namespace(false)),
        step("same", CLAIM, "data-prometheus-0-monitoring", claim(), claim("20Gi", false)),
        step("update", SET, "prometheus", set(), set({ whenDeleted: "Delete" })),
      ),
    ).toEqual([
      "Namespace monitoring is no longer protected: the next change may delete it",
      "PersistentVolumeClaim monitoring/data-prometheus-0 is no longer retained: the next change may delete it",
      "StatefulSet monitoring/prometheus would have its volumes deleted together with another object",
    ]);
  });

  it.each(["update", "replace", "create-replacement", "delete-replaced"])(
    "is rejected if a retained volume would change its storage class (%s)",
    (op) => {
      const old = claim();
      const now = {
        ...old,
        inputs: { ...old.inputs, spec: { ...requests("20Gi"), storageClassName: "fast" } },
      };
      expect(told(step(op, CLAIM, "data-prometheus-0-monitoring", old, now))).toEqual([
        "PersistentVolumeClaim monitoring/data-prometheus-0 would be another volume, by its storageClassName, and the one that is there stays",
      ]);
    },
  );

  it("is rejected if a server's new version cannot read its data", () => {
    const running = (image: string) => ({
      inputs: {
        ...set().inputs,
        spec: { template: { spec: { containers: [{ name: "postgres", image }] } } },
      },
    });
    const [old, same, next] = ["15.20", "15.21", "17.2"].map((tag) =>
      running(`postgres:${tag}-bookworm`),
    );
    expect(told(step("update", SET, "postgres", old, same))).toEqual([]);
    expect(told(step("update", SET, "postgres", old, next))).toEqual([
      "StatefulSet monitoring/prometheus would run postgres:17.2-bookworm on the data of postgres:15.20-bookworm: PostgreSQL 17 does not read the data of 15: it is dumped and restored, or converted with pg_upgrade",
    ]);
  });

  it("is rejected if it uninstalls a Helm release that others may need", () => {
    const release = { inputs: { name: "cert-manager", namespace: "cert-manager" } };
    expect(told(step("delete", "kubernetes:helm.sh/v3:Release", "cert-manager", release))).toEqual([
      "Release cert-manager is deleted, and with it what it has installed, which others may need, too",
    ]);
  });

  it("is rejected with a remedy", () => {
    const found = refusals(
      stepsOf(preview(step("delete", CLAIM, "x", claim("20Gi", false))), "preview.json"),
    );
    expect(found[0]!.remedy).toBe(
      "Keep it in the program. To remove it from the stack but not from the cluster, first set `retainOnDelete: true` on it and deploy that.",
    );
  });
});

describe("input that is not a preview", () => {
  it.each(["", "error: no stack selected", "[]", "{}", '{"steps": [{"op": 3}]}'])(
    "is rejected: %j",
    (text) => {
      expect(() => stepsOf(text, "out/preview.json")).toThrow("out/preview.json is not a preview");
    },
  );
});
