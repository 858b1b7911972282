import { spawnSync } from "node:child_process";

import type { StatefulSet } from "../../../infra/objects/kubernetes";
import type { KubernetesManifest } from "../../../tools/render/objects";
import { STACKS, type StackName } from "../../../tools/render/render";
import { schemaLocation } from "../../../lab/builder/schemas";
import { toolPath, type Tool } from "../../../lab/builder/tools";
import { rendered } from "../../support/rendered";

const objects = {} as Record<StackName, readonly KubernetesManifest[]>;

beforeAll(async () => {
  for (const stack of STACKS) objects[stack] = (await rendered(stack)).objects;
});

function judge(tool: Tool, args: readonly string[], judged: readonly object[]): unknown {
  // JSON is valid YAML.
  const input = judged.map((object) => JSON.stringify(object)).join("\n---\n");
  const { stdout, stderr } = spawnSync(toolPath(tool), args, {
    input,
    encoding: "utf8",
    maxBuffer: 64 * 2 ** 20,
  });
  if (stdout === "") throw new Error(`${tool} has said nothing but: ${stderr}`);
  return JSON.parse(stdout);
}

interface Conforming {
  readonly resources?: readonly { readonly name: string; readonly msg: string }[] | null;
  readonly summary: { readonly valid: number };
}

/** What the schemas of Kubernetes 1.34 and of the ServiceMonitor CRD reject. */
function kubeconform(judged: readonly object[]) {
  const args = ["-strict", "-summary", "-output", "json", "-schema-location", schemaLocation()];
  const { resources, summary } = judge("kubeconform", args, judged) as Conforming;
  return { refused: (resources ?? []).map(({ msg }) => msg), valid: summary.valid };
}

interface Scored {
  readonly object_name: string;
  readonly checks: readonly {
    readonly check: { readonly name: string };
    readonly grade: number;
    readonly skipped: boolean;
  }[];
}

const CRITICAL = 1;
/** All checks, except those that require requests of a quiet hour to be as high as the limits. */
const CHECKS = ["container-seccomp-profile", "container-ports-check"].flatMap((name) => [
  "--enable-optional-test",
  name,
]);

/** What kube-score considers critical, as `object: check`. */
function kubeScore(judged: readonly object[]): readonly string[] {
  const args = [
    "score",
    "--kubernetes-version",
    "v1.34",
    "--output-format",
    "json",
    ...CHECKS,
    "-",
  ];
  const scored = judge("kube-score", args, judged) as readonly Scored[];
  expect(scored.length).toBeGreaterThan(0);
  return scored.flatMap(({ object_name, checks }) =>
    checks
      .filter(({ grade, skipped }) => grade <= CRITICAL && !skipped)
      .map(({ check }) => `${object_name}: ${check.name}`),
  );
}

/** Prometheus's StatefulSet in prod with a change. */
function prometheusWith(change: (spec: StatefulSet["spec"]) => unknown): object {
  const found = objects.prod.find(
    ({ kind, metadata }) => kind === "StatefulSet" && metadata.name === "prometheus",
  );
  const copy = JSON.parse(JSON.stringify(found)) as StatefulSet;
  change(copy.spec);
  return copy;
}

const podOf = ({ template }: StatefulSet["spec"]) => template.spec!;

describe.each(STACKS)("every object of %s", (stack) => {
  it("is valid for Kubernetes 1.34, without unknown fields", () => {
    expect(kubeconform(objects[stack])).toEqual({ refused: [], valid: objects[stack].length });
  });
});

describe("kubeconform", () => {
  it.each<[string, Parameters<typeof prometheusWith>[0], string]>([
    ["a misspelled field", (spec) => Reflect.set(podOf(spec), "contaners", []), "contaners"],
    ["a number instead of a string", (spec) => Reflect.set(spec, "serviceName", 3), "serviceName"],
    ["a null field", (spec) => Reflect.set(spec, "replicas", null), "replicas"],
    ["a missing field", (spec) => Reflect.deleteProperty(spec, "selector"), "selector"],
    [
      "a list instead of a quantity",
      (spec) => Reflect.set(podOf(spec).containers[0]!.resources!.limits!, "cpu", []),
      "cpu",
    ],
  ])("rejects %s", (_, change, named) => {
    const { refused } = kubeconform([prometheusWith(change)]);
    expect(refused).toEqual([expect.stringContaining(named)]);
  });

  it("rejects an unknown kind and a misspelled field of a ServiceMonitor", () => {
    const monitor = objects.prod.find(({ kind }) => kind === "ServiceMonitor")!;
    const misspelt = { ...monitor, spec: { ...(monitor.spec as object), endpoint: [] } };
    const unknown = { ...monitor, kind: "ServiceMonitors" };
    expect([...kubeconform([misspelt, unknown]).refused].sort()).toEqual([
      expect.stringContaining("could not find schema for ServiceMonitors"),
      expect.stringContaining("additional properties 'endpoint' not allowed"),
    ]);
  });
});

describe("kube-score", () => {
  it("finds nothing critical in prod", () => {
    expect(kubeScore(objects.prod)).toEqual([]);
  });

  it("finds a container without resource limits critical", () => {
    const spoiled = prometheusWith((spec) => delete podOf(spec).containers[0]!.resources);
    const others = objects.prod.filter(({ kind }) => kind !== "StatefulSet");
    expect(kubeScore([...others, spoiled])).toEqual(
      expect.arrayContaining([expect.stringContaining("prometheus")]),
    );
  });
});
