import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { moduleSource } from "../../../lab/builder/moduleSource";
import { PATHS } from "../../../lab/paths";
import { fieldPaths } from "../../../tools/compatibility/fieldPaths";
import { LATE_FIELDS, later, type LateField } from "../../../tools/compatibility/kubernetesFields";
import { LEAST } from "../../../tools/compatibility/programs";
import type { KubernetesManifest } from "../../../tools/render/objects";
import { STACKS } from "../../../tools/render/render";
import { rendered } from "../../support/rendered";

/**
 * The module that contains, for each kind, an object with every field, as older Kubernetes versions knew it. Each
 * version of the module covers the two minor versions before: when it is upgraded, use another module here, or raise
 * the minimum version.
 */
const KEPT = { module: "kube-state-metrics", path: "k8s.io/api" };
/** The keys of maps in an object with every field end with this. */
const KEY_OF_MAP = "Key";

let objects: readonly KubernetesManifest[];
let written: ReadonlySet<string>;

beforeAll(async () => {
  objects = (await Promise.all(STACKS.map(rendered))).flatMap((stack) => stack.objects);
  written = new Set(objects.flatMap((object) => [...fieldPaths(object)]));
});

/** The paths of written fields that are missing in an object with every field. */
function unknown(value: unknown, whole: unknown, path: string): readonly string[] {
  if (Array.isArray(value)) {
    const [first] = whole as readonly unknown[];
    return value.flatMap((each) => unknown(each, first, `${path}[]`));
  }
  // If the full object has only a scalar, the written value may have any form: a quantity, or a port.
  if (typeof value !== "object" || value === null) return [];
  if (typeof whole !== "object" || whole === null) return [];
  const fields = whole as Readonly<Record<string, unknown>>;
  const isMap = Object.keys(fields).every((name) => name.endsWith(KEY_OF_MAP));
  return Object.entries(value).flatMap(([name, inner]) => {
    const at = `${path}.${name}`;
    if (isMap) return unknown(inner, Object.values(fields)[0], at);
    return name in fields ? unknown(inner, fields[name], at) : [at];
  });
}

/** The file with every field of an object's kind. It does not exist for kinds that are not Kubernetes' own. */
function fileOf({ apiVersion, kind }: KubernetesManifest): string {
  const [version = "", group = "core"] = apiVersion.split("/").reverse();
  return `${group}.${version}.${kind}.json`;
}

it("the minimum Kubernetes version is that of the newest field that stacks use", () => {
  const found = LATE_FIELDS.filter(({ field }) => written.has(field));
  expect(found.map(({ since }) => since).reduce(later)).toBe(LEAST.kubernetes);
});

it.each(LATE_FIELDS)("$field is used, in the file that the table names", ({ field, writtenIn }) => {
  expect(written).toContain(field);
  const name = field.split(".").at(-1)!;
  expect(readFileSync(join(PATHS.project, writtenIn), "utf8")).toContain(name);
});

it("the minimum Kubernetes version supports every field that stacks use", async () => {
  const folder = join(
    await moduleSource(KEPT.module, KEPT.path),
    `testdata/v${LEAST.kubernetes}.0`,
  );
  expect(existsSync(folder)).toBe(true);
  const judged = objects.filter((object) => existsSync(join(folder, fileOf(object))));
  const foreign = objects.filter((object) => !judged.includes(object));
  expect([...new Set(foreign.map(({ apiVersion }) => apiVersion.split("/")[0]))].sort()).toEqual([
    "apiextensions.k8s.io",
    "cert-manager.io",
    "monitoring.coreos.com",
  ]);
  const missing = judged.flatMap((object) => {
    const whole: unknown = JSON.parse(readFileSync(join(folder, fileOf(object)), "utf8"));
    return unknown(object, whole, object.kind);
  });
  // The full StatefulSet leaves out the type of its claims, which may be written.
  const left = missing.filter(
    (path) => !/\.volumeClaimTemplates\[\]\.(apiVersion|kind)$/.test(path),
  );
  expect([...new Set(left)]).toEqual([]);
});

it("a field that the minimum version does not have is detected", () => {
  const whole = { spec: { labels: { labelsKey: "x" }, ports: [{ port: 1 }] } };
  const newer = { spec: { labels: { a: "b" }, ports: [{ port: 1, host: "x" }], late: true } };
  expect(unknown(newer, whole, "Kind")).toEqual(["Kind.spec.ports[].host", "Kind.spec.late"]);
});

describe("the Kubernetes version that enables a field's feature gate", () => {
  const GATES: Readonly<Record<string, LateField["field"]>> = {
    PodLifecycleSleepAction: "Deployment.spec.template.spec.containers[].lifecycle.preStop.sleep",
    StatefulSetAutoDeletePVC: "StatefulSet.spec.persistentVolumeClaimRetentionPolicy",
  };
  let source: string;

  beforeAll(async () => {
    const folder = await moduleSource("kubernetes", "k8s.io/kubernetes");
    source = readFileSync(join(folder, "pkg/features/kube_features.go"), "utf8");
  });

  it.each(Object.entries(GATES))("matches the table: %s", (gate, field) => {
    const [block = ""] = new RegExp(`\\t${gate}: \\{\\n[^]*?\\n\\t\\},`).exec(source) ?? [];
    const on = [...block.matchAll(/MustParse\("([\d.]+)"\), Default: true/g)].map(([, at]) => at!);
    expect(LATE_FIELDS.find((each) => each.field === field)!.since).toBe(on[0]);
  });
});
