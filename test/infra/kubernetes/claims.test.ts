import * as pulumi from "@pulumi/pulumi";

import { refuseToShrink, VolumeClaims } from "../../../infra/components/volumeClaims";
import { claimsOf } from "../../../infra/kubernetes/claims";
import { shrinkFault } from "../../../infra/kubernetes/shrinking";
import { plan } from "../../../infra/plan";
import { STACKS } from "../../../tools/render/render";
import { registered } from "../../support/mocks";
import { settings } from "../../support/stacks";
import { rendered } from "../../support/rendered";

describe("claimsOf", () => {
  const { alertmanager, backend } = plan(settings("prod", { storageClass: "fast" }));

  it("returns one claim per replica, as the StatefulSet controller would create it", () => {
    const claims = claimsOf(alertmanager.resource);
    expect(claims.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)).toEqual([
      "monitoring/data-alertmanager-0",
      "monitoring/data-alertmanager-1",
      "monitoring/data-alertmanager-2",
    ]);
    for (const { spec } of claims) {
      expect(spec).toEqual({
        accessModes: ["ReadWriteOnce"],
        resources: { requests: { storage: "1Gi" } },
        storageClassName: "fast",
        volumeMode: "Filesystem",
      });
    }
  });

  it("returns no claims for a Deployment", () => {
    expect(claimsOf(backend.resource)).toEqual([]);
  });
});

describe.each(STACKS)("%s", (stack) => {
  it("lists exactly the claims of all StatefulSet volumes, before the StatefulSets", async () => {
    const { objects } = await rendered(stack);
    const wanted = objects
      .filter(({ kind }) => kind === "StatefulSet")
      .flatMap(({ metadata, spec }) => {
        const { replicas, volumeClaimTemplates = [] } = spec as {
          readonly replicas: number;
          readonly volumeClaimTemplates?: readonly { readonly spec: object }[];
        };
        return volumeClaimTemplates.flatMap((template) =>
          Array.from({ length: replicas }, (_, i) => ({
            name: `data-${metadata.name}-${String(i)}`,
            spec: template.spec,
          })),
        );
      });
    const claims = objects.filter(({ kind }) => kind === "PersistentVolumeClaim");
    expect(claims.length).toBeGreaterThan(2);
    expect(claims.map(({ metadata, spec }) => ({ name: metadata.name, spec }))).toEqual(
      expect.arrayContaining(wanted),
    );
    expect(claims).toHaveLength(wanted.length);
    const kinds = objects.map(({ kind }) => kind);
    expect(kinds.lastIndexOf("PersistentVolumeClaim")).toBeLessThan(kinds.indexOf("StatefulSet"));
  });
});

describe("VolumeClaims", () => {
  it("adopts existing claims and does not wait for pods", async () => {
    const claims = claimsOf(plan(settings("dev")).prometheus.resource);
    const made = await registered(() => new VolumeClaims("claims", { claims, after: [] }));
    expect(made.map(({ type, name }) => `${type} ${name}`)).toEqual([
      "autodealgenie:monitoring:VolumeClaims claims",
      "pulumi:providers:kubernetes kubernetes-claims",
      "kubernetes:core/v1:PersistentVolumeClaim data-prometheus-0-monitoring",
    ]);
    expect(made[1]!.inputs).toMatchObject({ upsertExistingObjects: "true" });
    expect(made[2]!.inputs).toMatchObject({
      metadata: {
        annotations: { "pulumi.com/skipAwait": "true", "pulumi.com/patchForce": "true" },
      },
    });
  });
});

describe("a volume", () => {
  const change = (from: string, to: string) => {
    const claim = (storage: string) => ({
      metadata: { namespace: "monitoring", name: "data-prometheus-0" },
      spec: { resources: { requests: { storage } } },
    });
    return () => {
      refuseToShrink({
        urn: "urn",
        id: "id",
        name: "data-prometheus-0-monitoring",
        type: "kubernetes:core/v1:PersistentVolumeClaim",
        oldInputs: claim(from),
        newInputs: claim(to),
      });
    };
  };

  it.each([
    ["20Gi", "40Gi"],
    ["20Gi", "20480Mi"],
    ["1000Gi", "1Ti"],
  ])("may grow from %s to %s", (from, to) => {
    expect(change(from, to)).not.toThrow();
  });

  it.each([
    ["40Gi", "20Gi"],
    ["1Ti", "1000Gi"],
    ["1Gi", "1023Mi"],
  ])("may not shrink from %s to %s", (from, to) => {
    expect(change(from, to)).toThrow(pulumi.RunError);
    expect(change(from, to)).toThrow(
      `PersistentVolumeClaim monitoring/data-prometheus-0 has ${from} and cannot be shrunk to ${to}: Kubernetes only lets volumes grow. Set \`storage\` back to ${from} or more`,
    );
  });

  it("is not checked if a size is missing or not yet known", () => {
    expect(shrinkFault("x", undefined, "1Gi")).toBeUndefined();
    expect(shrinkFault("x", "1Gi", "04da6b54-80e4-46f7-96ec-b56ff0331ba9")).toBeUndefined();
  });
});
