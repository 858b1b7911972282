import fc from "fast-check";
import { load } from "js-yaml";

import { buildStack } from "../../../infra/plan";
import { podTemplateOf } from "../../../infra/kubernetes/workload";
import type { Workload } from "../../../infra/kubernetes/server";
import { SERVER_KEYS } from "../../../infra/settings/servers";
import { renderStack } from "../../../tools/render/render";
import type { KubernetesManifest } from "../../../tools/render/objects";
import { settings } from "../../support/stacks";

/** The metadata of an object with labels and annotations. */
interface Meta {
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}
type Overrides = NonNullable<Parameters<typeof settings>[1]>;

const workloads = (overrides: Overrides, stack: "dev" | "prod" = "prod") =>
  buildStack(settings(stack, overrides)).parts as Readonly<Record<string, Workload | undefined>>;

const labelsIn = (value: unknown): readonly Record<string, string>[] =>
  typeof value !== "object" || value === null
    ? []
    : Object.entries(value).flatMap(([key, inner]) =>
        [
          "selector",
          "matchLabels",
          "podSelector",
          "labelSelector",
          "volumeClaimTemplates",
        ].includes(key)
          ? [{ text: JSON.stringify(inner) }]
          : labelsIn(inner),
      );

describe("`servers` settings", () => {
  const marks = {
    labels: { "dealer.io/team": "cars" },
    annotations: { "dealer.io/contact": "cars" },
    podAnnotations: { "dealer.io/pod": "cars" },
    podLabels: { "dealer.io/pods": "cars" },
    serviceAccountAnnotations: { "dealer.io/role": "cars" },
    nodeSelector: { pool: "cars" },
    tolerations: [{ key: "dedicated", operator: "Exists" as const }],
  };

  it.each(["dev", "prod"] as const)(
    "for all servers apply to every object of %s, but to no selector",
    async (stack) => {
      const [plain, said] = [
        await renderStack(stack),
        await renderStack(stack, { overrides: { servers: { all: marks } } }),
      ];
      const before = new Map(plain.objects.map((object) => [idOf(object), object]));
      const [own, others] = [said.objects, said.objects.filter(isForeign)];
      expect(
        others.map(({ kind }) => kind).filter((kind) => kind !== "PersistentVolumeClaim"),
      ).toEqual(
        plain.objects
          .filter(({ kind }) => kind === "CustomResourceDefinition")
          .map(({ kind }) => kind),
      );
      expect(own.map(idOf)).toEqual([...before.keys()]);
      for (const object of own) {
        const was = before.get(idOf(object))!;
        // Immutable fields and selectors are unchanged.
        expect([idOf(object), labelsIn(object)]).toEqual([idOf(object), labelsIn(was)]);
        if (isForeign(object)) continue;
        const { labels, annotations } = object.metadata as Meta;
        expect([idOf(object), labels]).toEqual([
          idOf(object),
          { ...marks.labels, ...(was.metadata as Meta).labels },
        ]);
        expect([idOf(object), annotations]).toEqual([
          idOf(object),
          {
            ...marks.annotations,
            ...(object.kind === "ServiceAccount" && marks.serviceAccountAnnotations),
            ...(was.metadata as Meta).annotations,
          },
        ]);
      }
    },
  );

  const idOf = ({ kind, metadata }: KubernetesManifest) =>
    `${kind} ${metadata.namespace ?? ""}/${metadata.name}`;
  const isForeign = ({ kind }: KubernetesManifest) =>
    kind === "CustomResourceDefinition" || kind === "PersistentVolumeClaim";

  it("for all servers apply to every pod", () => {
    for (const workload of Object.values(workloads({ servers: { all: marks } }))) {
      const { metadata, spec } = podTemplateOf(workload!.resource);
      expect(metadata!.labels).toMatchObject({ ...marks.labels, ...marks.podLabels });
      expect(metadata!.annotations).toMatchObject(marks.podAnnotations);
      expect(spec).toMatchObject({
        nodeSelector: marks.nodeSelector,
        tolerations: marks.tolerations,
      });
    }
  });

  it("for one server extend or override those for all, including its shards", () => {
    const parts = workloads({
      prometheus: { shards: 2 },
      servers: {
        all: marks,
        prometheus: {
          labels: { "dealer.io/team": "metrics", tier: "1" },
          nodeSelector: { pool: "memory" },
          tolerations: [],
        },
      },
    });
    const { parts: all, shards } = buildStack(
      settings("prod", {
        prometheus: { shards: 2 },
        servers: { all: marks, prometheus: { nodeSelector: { pool: "memory" } } },
      }),
    );
    const specs = [all.prometheus, ...shards].map(({ resource }) => podTemplateOf(resource).spec);
    expect(specs.map((spec) => spec!.nodeSelector)).toEqual([
      { pool: "memory" },
      { pool: "memory" },
    ]);
    const { metadata, spec } = podTemplateOf(parts.prometheus!.resource);
    expect(metadata!.labels).toMatchObject({ "dealer.io/team": "metrics", tier: "1" });
    expect(spec).toMatchObject({ nodeSelector: { pool: "memory" }, tolerations: [] });
    expect(podTemplateOf(parts.grafana!.resource).metadata!.labels).toMatchObject(marks.labels);
  });

  it("cannot override the stack's own labels and annotations", () => {
    const tried = new Set<string>();
    for (const workload of Object.values(workloads({}))) {
      const { metadata } = podTemplateOf(workload!.resource);
      const own = [
        ...Object.keys(workload!.resource.metadata.labels).map((key) => ["labels", key] as const),
        ...Object.keys(workload!.resource.metadata.annotations ?? {}).map(
          (key) => ["annotations", key] as const,
        ),
        ...Object.keys(metadata!.annotations ?? {}).map((key) => ["podAnnotations", key] as const),
      ];
      for (const [kind, key] of own) {
        if (tried.has(kind + key)) continue;
        tried.add(kind + key);
        expect(() => settings("prod", { servers: { all: { [kind]: { [key]: "mine" } } } })).toThrow(
          /servers\.all\.(labels|annotations|podAnnotations)\..*must not be one of the stack's own/,
        );
      }
    }
  });

  it("can be set for each server separately", () => {
    const everything = {
      servers: Object.fromEntries(
        SERVER_KEYS.filter(
          (key) => !["postgres", "redis", "mongodb", "kafka", "worker"].includes(key),
        ).map((key) => [key, { podLabels: { of: key } }]),
      ),
    };
    const parts = workloads(everything);
    expect(
      Object.fromEntries(
        Object.entries(parts).map(([key, workload]) => [
          key,
          podTemplateOf(workload!.resource).metadata!.labels!.of,
        ]),
      ),
    ).toEqual(Object.fromEntries(Object.keys(parts).map((key) => [key, key])));
  });
});

describe("images", () => {
  const REGISTRIES = ["docker.io", "ghcr.io", "quay.io", "registry.k8s.io"];
  const imagesOf = (overrides: Overrides) =>
    Object.values(workloads(overrides)).flatMap((workload) => {
      const { containers, initContainers = [] } = podTemplateOf(workload!.resource).spec!;
      return [...containers, ...initContainers].map(({ image }) => image!);
    });

  it("are all pulled from the mirror under their original names", () => {
    const mirrors = fc.stringMatching(/^[a-z]{1,8}\.dealer\.io(:5000)?(\/[a-z]{1,5}){0,2}$/);
    const plain = imagesOf({});
    fc.assert(
      fc.property(mirrors, (registry) => {
        const found = imagesOf({ images: { registry } });
        expect(found).toEqual(plain.map((image) => `${registry}/${image.replace(/^[^/]*\//, "")}`));
      }),
      { numRuns: 3 },
    );
    const apart = Object.fromEntries(REGISTRIES.map((each) => [each, `m.io/${each}`]));
    expect(imagesOf({ images: { registry: apart } })).toEqual(
      plain.map((image) => `m.io/${image}`),
    );
  });

  it("from a private registry are not redirected to the mirror", () => {
    const backend = "registry.dealer.io/backend:1";
    expect(imagesOf({ images: { backend, registry: "mirror.dealer.io" } })).toContain(backend);
  });

  it("are pulled by every pod with the configured pull Secrets", () => {
    for (const workload of Object.values(workloads({ images: { pullSecrets: ["a", "b"] } }))) {
      const { imagePullSecrets } = podTemplateOf(workload!.resource).spec!;
      expect(imagePullSecrets).toEqual([{ name: "a" }, { name: "b" }]);
    }
  });

  it("of cert-manager also use the mirror and pull Secrets if the stack installs it", async () => {
    const { files } = await renderStack("prod", {
      overrides: {
        images: { registry: "mirror.dealer.io", pullSecrets: ["a"] },
        servers: { all: { nodeSelector: { pool: "cars" } } },
        proxy: { url: "http://proxy.dealer.io:3128" },
      },
    });
    const { inputs } = load(files.get("packages/CertManager-cert-manager.yaml")!) as {
      inputs: { helmOptions: { values: object } };
    };
    expect(inputs.helmOptions.values).toMatchObject({
      global: { imagePullSecrets: [{ name: "a" }] },
      image: { repository: "mirror.dealer.io/jetstack/cert-manager-controller" },
      acmesolver: { image: { repository: "mirror.dealer.io/jetstack/cert-manager-acmesolver" } },
      webhook: { nodeSelector: { pool: "cars" } },
      https_proxy: "http://proxy.dealer.io:3128",
      // The API server's address, or it would be looked for behind the proxy.
      no_proxy: expect.stringMatching(/,\.svc,.*,\$\(KUBERNETES_SERVICE_HOST\)$/),
    });
  });
});
