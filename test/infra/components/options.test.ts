import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";

import { growsAlone } from "../../../infra/components/volumeClaims";
import { neededSecrets } from "../../../infra/settings/secrets";
import { MonitoringStack } from "../../../infra/monitoringStack";
import { STACKS, type StackName } from "../../../tools/render/render";
import { requestsOf } from "../../support/options";
import { settings } from "../../support/stacks";

const requests = {} as Record<StackName, ReadonlyMap<string, RegisterResourceRequest>>;

beforeAll(async () => {
  for (const stack of STACKS) {
    const config = settings(stack);
    const secrets = Object.fromEntries(neededSecrets(config).map((key) => [key, "secret"]));
    requests[stack] = await requestsOf(
      () =>
        new MonitoringStack("autodealgenie", {
          settings: config,
          secrets,
          volumeGuard: growsAlone(),
        }),
    );
  }
});

describe.each(STACKS)("the Pulumi options of %s", (stack) => {
  const of = (type: string) => {
    const found = [...requests[stack].values()].filter((each) => each.getType() === type);
    expect(found.length).toBeGreaterThan(0);
    return found;
  };

  it("protect namespaces from deletion", () => {
    for (const namespace of of("kubernetes:core/v1:Namespace")) {
      expect(namespace.getProtect()).toBe(true);
    }
  });

  it("retain claims, adopt existing ones, and reject smaller ones", () => {
    for (const claim of of("kubernetes:core/v1:PersistentVolumeClaim")) {
      expect(claim.getRetainondelete()).toBe(true);
      expect(claim.getProvider()).toContain("::kubernetes-claims::");
      expect(claim.getHooks()!.getBeforeUpdateList()).toEqual(["volumes-grow-alone"]);
    }
  });

  it("ignore changes of immutable fields of a claim, so that it is never replaced", () => {
    for (const claim of of("kubernetes:core/v1:PersistentVolumeClaim")) {
      expect(claim.getIgnorechangesList()).toEqual([
        "spec.accessModes",
        "spec.storageClassName",
        "spec.volumeMode",
      ]);
    }
  });

  it("replace a StatefulSet with changed claim templates, delete the old one first, and wait for claims", () => {
    const claims = of("kubernetes:core/v1:PersistentVolumeClaim");
    const waitedFor = of("kubernetes:apps/v1:StatefulSet").flatMap((set) => {
      expect(set.getDeletebeforereplace()).toBe(true);
      expect(set.getReplaceonchangesList()).toContain("spec.volumeClaimTemplates");
      const own = claims.filter((each) => each.getName().startsWith(`data-${set.getName()}-`));
      for (const claim of own) {
        const named = set.getDependenciesList().filter((urn) => urn.endsWith(claim.getName()));
        expect(named).toHaveLength(1);
      }
      return own;
    });
    expect(waitedFor).toHaveLength(claims.length);
  });

  it("retain the CRD, and with it objects of other stacks", () => {
    const [crd] = of("kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition");
    expect(crd!.getRetainondelete()).toBe(true);
  });
});
