import fc from "fast-check";

import { DISTRIBUTIONS } from "../../../infra/settings/cluster";
import { StackSchema } from "../../../infra/settings/schema";
import { pathsIn } from "../../../infra/settings/settingPaths";
import type { Answers } from "../../../tools/preflight/answers";
import { findingText, type Finding } from "../../../tools/preflight/finding";
import { questionsOf } from "../../../tools/preflight/questions";
import { settings } from "../../support/stacks";
import { CASES } from "./cases";
import {
  answersOf,
  CLUSTERS,
  daemonSet,
  EMPTY,
  ingressClass,
  kind,
  nodeLocalDns,
  storageClass,
  USUAL,
  type Made,
} from "./clusters";
import { changed, misfits, settingsWith, told, type Settings } from "./misfits";

const PATHS = new Set([...pathsIn(StackSchema)].map((path) => path.join(".")));

/** Expects that each finding names existing settings, has two lines, and disappears once these settings are changed. */
function expectWayOut(stack: Settings, answers: Answers, found: readonly Finding[]) {
  for (const finding of found) {
    const { set = [], about, what } = finding;
    expect(findingText(finding).split("\n")).toHaveLength(2);
    expect(set.length > 0 || finding.or !== undefined || about === "answers").toBe(true);
    expect(set.filter(({ path }) => !PATHS.has(path))).toEqual([]);
    if (set.length === 0) continue;
    const after = misfits(changed(stack, set), answers);
    expect(after.filter((each) => each.about === about && each.what === what)).toEqual([]);
  }
}

const dev = settingsWith("dev");
const NAMES = Object.keys(DISTRIBUTIONS) as (keyof typeof DISTRIBUTIONS)[];

it("finds nothing if the cluster fits the stack", () => {
  expect(misfits(dev, answersOf(USUAL))).toEqual([]);
});

it.each(["pulumi-kubernetes-4f1c", "autodealgenie"])(
  "finds nothing if %s manages the CustomResourceDefinition",
  (manager) => {
    const { metadata } = kind("servicemonitors.monitoring.coreos.com");
    const ours = { metadata: { ...metadata, managedFields: [{ manager }] } };
    expect(misfits(dev, answersOf({ ...USUAL, kinds: [ours] }))).toEqual([]);
  },
);

describe("an unmodified cluster", () => {
  /** The findings with the distribution's preset: what the preset cannot know, or knows to be missing. */
  const EXPECTED: Readonly<Record<(typeof NAMES)[number], readonly string[]>> = {
    gke: [],
    eks: ["network policies", "storage!"],
    aks: [],
    openshift: ["kinds!"],
    k3s: ["storage", "storage!"],
    minikube: ["network policies", "storage", "storage!", "kubelets!"],
    microk8s: ["storage", "storage!"],
    kind: ["storage", "storage!", "kubelets!"],
    other: [],
  };

  it.each(NAMES)("of %s has only the expected findings with its preset", (distribution) => {
    const stack = settingsWith("dev", { cluster: { distribution } });
    const answers = answersOf(CLUSTERS[distribution]);
    const found = misfits(stack, answers);
    expect(told(found)).toEqual(EXPECTED[distribution]);
    expectWayOut(stack, answers, found);
  });

  // Except where different pods answer DNS.
  it.each(NAMES)(
    "of %s is reachable without cluster settings, except for DNS on GKE and OpenShift",
    (distribution) => {
      const about = told(misfits(dev, answersOf(CLUSTERS[distribution])));
      expect(about.includes("DNS!")).toBe(["gke", "openshift"].includes(distribution));
      expect(about).not.toContain("API server!");
    },
  );

  it("is recognized if the stack names another distribution", () => {
    for (const name of ["gke", "eks", "k3s"] as const) {
      const stack = settingsWith("dev", {
        cluster: { distribution: name === "k3s" ? "kind" : "k3s" },
      });
      const found = misfits(stack, answersOf(CLUSTERS[name]));
      const [wrong] = found.filter(({ about }) => about === "distribution");
      expect(wrong?.set).toEqual([{ path: "cluster.distribution", value: name }]);
    }
  });
});

it.each(CASES)("finds %s", (_, stack, answers, about, seen) => {
  const raw = settingsWith(stack);
  const found = misfits(raw, answers);
  expect(told(found)).toEqual(about);
  for (const finding of found) expect(finding.seen).toMatch(seen);
  expectWayOut(raw, answers, found);
});

describe.each(["monitoring", "application"] as const)("the namespace of %s", (which) => {
  const OURS = { "app.kubernetes.io/part-of": "autodealgenie" };
  it.each([
    [true, undefined, []],
    [true, OURS, []],
    [true, {}, ["namespaces!"]],
    [false, undefined, ["namespaces!"]],
    [false, {}, []],
    [false, OURS, []],
  ] as const)("created by the stack: %s, existing with labels: %j", (create, labels, about) => {
    const namespaces = { [which]: { name: "shop", create } };
    const raw = { ...dev, namespaces };
    const items = labels === undefined ? [] : [{ metadata: { name: "shop", labels } }];
    const answers = answersOf(USUAL, {
      namespaces: { status: 200, body: { items: [{ metadata: { name: "default" } }, ...items] } },
    });
    const found = misfits(raw, answers);
    expect(told(found)).toEqual(about);
    expectWayOut(raw, answers, found);
  });
});

it("names each missing permission, and continues", () => {
  const open = answersOf(USUAL);
  const config = settings("dev");
  const questions = Object.entries(questionsOf(config));
  for (const [name, { right }] of questions.filter(([each]) => each !== "version")) {
    const found = misfits(dev, { ...open, [name]: { status: 403 } });
    expect(found.some(({ fails }) => fails)).toBe(false);
    const words = found.map(findingText).join("\n");
    if (right !== undefined) expect(words).toContain(`you have no permission to ${right}`);
  }
  const closed = Object.fromEntries(questions.map(([name]) => [name, { status: 403 }]));
  const found = misfits(dev, { ...open, ...closed, kubelets: [] });
  expect(found.filter(({ about }) => about !== "rights")).toEqual([]);
  const rights = found.map(({ what }) => what);
  expect(new Set(rights).size).toBe(rights.length);
});

it("reports requests that were not answered", () => {
  const found = misfits(dev, { ...answersOf(USUAL), namespaces: { status: 503 } });
  expect(found.map(findingText)).toEqual([
    "hint: /api/v1/namespaces was not answered, so some checks were skipped [answers]\n  Seen: status 503.",
  ]);
});

describe("for any cluster,", () => {
  const name = fc.stringMatching(/^[a-z]([a-z0-9-]{0,8}[a-z0-9])?$/);
  const labels = fc.dictionary(name, name, { minKeys: 1, maxKeys: 3 });
  const address = fc.oneof(
    fc.ipV4(),
    fc.ipV6().filter((each) => !each.includes(".") && each !== "::"),
  );
  const port = fc.oneof(fc.constantFrom(53, 443, 5353, 6443), fc.integer({ min: 1, max: 65_535 }));
  const dns = fc.uniqueArray(
    fc.record({
      namespace: fc.constantFrom("kube-system" as const, "openshift-dns" as const),
      service: name,
      labels,
      port,
      addresses: fc.uniqueArray(address, { minLength: 1, maxLength: 3 }),
    }),
    { selector: ({ namespace, service }) => `${namespace}/${service}`, maxLength: 4 },
  );
  const provisioner = fc.constantFrom("ebs.csi.aws.com", "rancher.io/local-path");
  const made: fc.Arbitrary<Made> = fc.record({
    version: fc.constantFrom("v1.27.3", "v1.29.0", "v1.34.1", "v1.34.1+k3s1", "v1.33.1-gke.5"),
    dns,
    apiServer: fc.record({
      addresses: fc.uniqueArray(address, { minLength: 1, maxLength: 3 }),
      port,
    }),
    daemonSets: fc.array(
      fc.oneof(
        fc.constantFrom(daemonSet("cilium"), daemonSet("kube-proxy")),
        fc
          .tuple(fc.uniqueArray(address, { minLength: 1, maxLength: 2 }), fc.boolean())
          .map(([addresses, host]) => nodeLocalDns(addresses, host)),
      ),
      { maxLength: 3 },
    ),
    storageClasses: fc.uniqueArray(
      fc
        .tuple(name, provisioner, fc.boolean(), fc.boolean())
        .map((words) => storageClass(...words)),
      { selector: ({ metadata }) => metadata.name, maxLength: 3 },
    ),
    ingressClasses: fc.uniqueArray(
      fc
        .tuple(
          fc.constantFrom("nginx", "edge", "public"),
          fc.constantFrom("k8s.io/ingress-nginx", "example.com/other"),
        )
        .map((words) => ingressClass(...words)),
      { selector: ({ metadata }) => metadata.name, maxLength: 3 },
    ),
    kinds: fc.subarray([
      kind("servicemonitors.monitoring.coreos.com", { "meta.helm.sh/release-name": "x" }),
      kind("certificates.cert-manager.io", { "meta.helm.sh/release-name": "cert-manager" }),
    ]),
    signed: fc.boolean(),
    metricsApi: fc.boolean(),
  });
  const cluster = fc.oneof(
    fc.constant({}),
    fc.constantFrom(...NAMES).map((distribution) => ({ distribution })),
    fc.constant({ apiServer: { blocks: ["10.0.0.0/8"] } }),
    fc.constant({ dns: { blocks: ["10.96.0.10/32"] } }),
  );

  it("suggested settings exist, and applying them leaves nothing to suggest", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("dev" as const, "prod" as const),
        cluster,
        fc.option(fc.integer({ min: 1, max: 65_535 })),
        made,
        (stack, said, dnsPort, all) => {
          const network = dnsPort === null ? {} : { network: { dnsPort } };
          const answers = answersOf(all);
          let raw = settingsWith(stack, { cluster: said, ...network });
          const first = misfits(raw, answers);
          expect(
            first.flatMap(({ set = [] }) => set).filter(({ path }) => !PATHS.has(path)),
          ).toEqual([]);
          // A change may lead to further findings, for example when another class has its own shortcomings.
          for (let round = 0; round < 3; round += 1) {
            raw = changed(
              raw,
              misfits(raw, answers).flatMap(({ set = [] }) => set),
            );
          }
          expect(misfits(raw, answers).filter(({ set = [] }) => set.length > 0)).toEqual([]);
        },
      ),
      { numRuns: 60, seed: 7 },
    );
  });

  it("the suggested settings make DNS and the API server reachable", () => {
    fc.assert(
      fc.property(made, cluster, (all, said) => {
        const answers = answersOf(all);
        const raw = settingsWith("dev", { cluster: said });
        const set = misfits(raw, answers)
          .filter(({ about }) => about === "DNS" || about === "API server")
          .flatMap((each) => each.set ?? []);
        const after = misfits(changed(raw, set), answers);
        const left = after.filter(
          ({ about, fails }) => fails && (about === "DNS" || about === "API server"),
        );
        expect(left).toEqual([]);
      }),
      { numRuns: 60, seed: 8 },
    );
  });
});

it("treats a missing kind as having no objects", () => {
  expect(
    misfits(dev, answersOf(USUAL, { deployments: EMPTY, prometheuses: { status: 404 } })),
  ).toEqual([]);
});
