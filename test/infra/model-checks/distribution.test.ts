import fc from "fast-check";

import { findings } from "../../../infra/model-checks";
import { buildStack } from "../../../infra/plan";
import { DISTRIBUTIONS } from "../../../infra/settings/cluster";
import { FACTS, KUBELET_CERTIFICATES, type Facts } from "../../../infra/settings/distributionFacts";
import { parseConfig } from "../../../infra/settings";
import { merged } from "../../../tools/render/merge";
import { settingsOf } from "../../../tools/render/render";
import { settings } from "../../support/stacks";

type Overrides = NonNullable<Parameters<typeof settings>[1]>;
type Name = keyof typeof DISTRIBUTIONS;

const NAMES = Object.keys(DISTRIBUTIONS) as Name[];

const found = (overrides: Overrides) =>
  findings(buildStack(settings("dev", overrides)).declared).map(({ check, what, fix }) => {
    expect(check).toBe("distribution");
    return { what, fix };
  });
const told = (overrides: Overrides) => found(overrides).map(({ what }) => what);

const CANNOT_GROW = expect.stringContaining("cannot grow") as string;
const UNMEASURED = expect.stringMatching(
  /no kubelet_volume_stats_\*, which DiskSpaceLow, VolumeFilling read$/,
) as string;
const NO_CLASS = expect.stringContaining("no default StorageClass") as string;
const UNTRUSTED = expect.stringContaining("only trusts the cluster's authority") as string;

const LACKS: Readonly<Record<Name, readonly string[]>> = {
  gke: [],
  eks: [NO_CLASS],
  aks: [],
  openshift: [UNTRUSTED],
  k3s: [CANNOT_GROW, UNMEASURED],
  minikube: [CANNOT_GROW, UNMEASURED, UNTRUSTED],
  microk8s: [CANNOT_GROW, UNMEASURED],
  kind: [CANNOT_GROW, UNMEASURED, UNTRUSTED],
  other: [],
};

it.each(NAMES)("reports what %s is known to lack", (distribution) => {
  expect(told({ cluster: { distribution } })).toEqual(LACKS[distribution]);
});

it.each(NAMES)(
  "reports nothing for %s if a StorageClass is set and node metrics are off",
  (distribution) => {
    const overrides = {
      cluster: { distribution },
      storageClass: "fast",
      prometheus: { nodeMetrics: false },
    };
    expect(told(overrides)).toEqual([]);
  },
);

it("cluster settings override what is known about the distribution", () => {
  const maybe = (values: readonly unknown[]) => fc.option(fc.constantFrom(...values));
  const given = fc.record({
    distribution: fc.constantFrom(...NAMES),
    defaultClass: maybe([true, false]),
    expands: maybe([true, false]),
    measured: maybe([true, false]),
    kubeletCertificates: maybe(KUBELET_CERTIFICATES),
    storageClass: maybe(["fast"]),
    nodeMetrics: fc.boolean(),
  });
  fc.assert(
    fc.property(given, (says) => {
      const { distribution, kubeletCertificates, storageClass, nodeMetrics, ...rest } = says;
      const storage = Object.fromEntries(
        Object.entries(rest).filter(([, value]) => value !== null),
      );
      const { storage: known, kubeletCertificates: signed }: Facts = FACTS[distribution];
      const overrides = {
        cluster: {
          distribution,
          ...(Object.keys(storage).length > 0 && { storage }),
          ...(kubeletCertificates !== null && { kubeletCertificates }),
        },
        ...(storageClass !== null && { storageClass }),
        prometheus: { nodeMetrics },
      } as Overrides;
      const byDefault = storageClass === null;
      const has = (says.defaultClass ?? known.defaultClass) === true;
      expect(told(overrides)).toEqual([
        ...(byDefault && !has ? [NO_CLASS] : []),
        ...(byDefault && has && !known.expands && says.expands === null ? [CANNOT_GROW] : []),
        // If the settings say that volumes are not measured, there are no alerts on them.
        ...(byDefault && has && nodeMetrics && !known.measured && says.measured === null
          ? [UNMEASURED]
          : []),
        ...(nodeMetrics && (kubeletCertificates ?? signed) !== "cluster" ? [UNTRUSTED] : []),
      ]);
    }),
    { numRuns: 40, seed: 21 },
  );
});

it("alerts on unmeasured volumes are left out, and the kubelet job is marked as left out", () => {
  const { declared } = buildStack(settings("dev", { cluster: { storage: { measured: false } } }));
  const rules = JSON.stringify(declared.ruleGroups);
  expect(rules).not.toContain("kubelet_volume_stats");
  expect(rules).toContain("container_memory_working_set_bytes");
  expect(declared.nodeScrapes.map(({ job_name }) => job_name)).toEqual(["cadvisor"]);
  expect(declared.leftOut).toContain("kubelet");
});

describe("a distribution's own ingress controller", () => {
  /** The prod stack's settings without the origin of ingress traffic. */
  function prod(distribution: Name, ingress: object, network: object = {}) {
    const stack = structuredClone(settingsOf("prod")) as Record<string, Record<string, unknown>>;
    delete stack.ingress!.className;
    delete stack.network!.ingressNamespace;
    const said = merged(stack, { cluster: { distribution }, ingress, network });
    return parseConfig(said, "Pulumi.prod.yaml");
  }

  it.each(NAMES)("is the default on %s if it is ingress-nginx", (distribution) => {
    const { ingress }: Facts = FACTS[distribution];
    const of = () => prod(distribution, {});
    if (ingress?.className === undefined) {
      expect(of).toThrow(
        "ingress.className: must be the class of an ingress-nginx, and is missing",
      );
    } else {
      expect(of().ingress?.className).toBe(ingress.className);
      expect(of().network.ingressNamespace).toBe(ingress.namespace);
    }
  });

  it.each(NAMES)(
    "is the allowed source on %s if the stack creates no Ingresses",
    (distribution) => {
      const { ingress }: Facts = FACTS[distribution];
      const of = () => prod(distribution, { enabled: false });
      if (ingress === undefined) expect(of).toThrow("network.ingressNamespace: must name");
      else expect(of().network.ingressNamespace).toBe(ingress.namespace);
    },
  );

  it("is ignored if the stack sets another class, namespace or address blocks", () => {
    expect(() => prod("minikube", { className: "nginx-internal" })).toThrow(
      "network.ingressNamespace: must name",
    );
    const namespaceOf = (...given: Parameters<typeof prod>) =>
      prod(...given).network.ingressNamespace;
    expect(namespaceOf("minikube", {}, { ingressNamespace: "edge" })).toBe("edge");
    expect(
      namespaceOf("k3s", { enabled: false }, { ingressBlocks: ["10.0.0.0/16"] }),
    ).toBeUndefined();
    const dev = settings("dev", { cluster: { distribution: "minikube" } });
    expect(dev.network.ingressNamespace).toBeUndefined();
  });
});
