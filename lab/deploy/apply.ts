import { kubectl, kubectlGet } from "../cluster/kubectl";
import { FILES } from "../cluster/folders";
import { readJsonOr, writeWhole } from "../../tools/files";
import { Problem } from "../../tools/problem";
import { mustBeReplaced, shrinkFaults, type ClaimLike, type StatefulSetLike } from "./immutable";
import { identityOf, type KubeObject } from "./object";
import { asScaled } from "./scaled";

const FIELD_MANAGER = "autodealgenie";
/** Kinds that other objects live in or are instances of: these are applied first. */
const FIRST = new Set(["CustomResourceDefinition", "Namespace"]);
/** A claim outlives its pod and keeps its volume in use, so that deleting the volume would wait forever. */
const KEPT = new Set(["PersistentVolume", "PersistentVolumeClaim"]);

/**
 * Applies some objects server-side, so that unchanged ones stay untouched, and deletes those that an earlier call
 * applied and this one no longer names.
 *
 * @throws Problem with the API server's message if it rejects an object
 */
export async function apply(objects: readonly KubeObject[]): Promise<void> {
  await begin(objects);
  await bring(objects.filter(({ kind }) => !FIRST.has(kind)));

  const before = readJsonOr<readonly KubeObject[]>(FILES.applied, []);
  const wanted = new Set(objects.map(identityOf));
  const gone = before.filter((object) => !wanted.has(identityOf(object)) && !KEPT.has(object.kind));
  if (gone.length > 0) {
    const list = { apiVersion: "v1", kind: "List", items: gone };
    await kubectl(["delete", "--ignore-not-found", "-f", "-"], JSON.stringify(list));
  }
  const identities = objects.map(({ apiVersion, kind, metadata: { name, namespace } }) => ({
    apiVersion,
    kind,
    metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
  }));
  writeWhole(FILES.applied, JSON.stringify(identities));
}

/**
 * Applies the objects that others live in or are instances of, and waits until the CustomResourceDefinitions are
 * established.
 */
export async function begin(objects: readonly KubeObject[]): Promise<void> {
  const first = objects.filter(({ kind }) => FIRST.has(kind));
  await applyAll(first);
  const crds = first.filter(({ kind }) => kind === "CustomResourceDefinition");
  for (const { metadata } of crds) {
    await kubectl(["wait", "--for=condition=Established", "--timeout=60s", `crd/${metadata.name}`]);
  }
}

/**
 * Applies some objects, and leaves all others as they are.
 *
 * @throws Problem if a volume would shrink, or the API server rejects an object
 */
export async function bring(objects: readonly KubeObject[]): Promise<void> {
  await refuseToShrink(objects);
  await letGo(objects);
  await applyAll(await asScaled(objects));
}

/**
 * The check against shrinking volumes for deployments with kubectl: see infra/kubernetes/shrinking.ts. The API server
 * would reject them as well, but only after some of the objects are applied, and without saying what to do.
 */
async function refuseToShrink(objects: readonly KubeObject[]): Promise<void> {
  const { items } = await kubectlGet<{ readonly items: readonly ClaimLike[] }>([
    "persistentvolumeclaims",
    "--all-namespaces",
  ]);
  const wanted = objects.filter(({ kind }) => kind === "PersistentVolumeClaim") as ClaimLike[];
  const [fault] = shrinkFaults(items, wanted);
  if (fault === undefined) return;
  throw new Problem(fault, "Or start over, without its data: npm run lab -- down --purge");
}

/**
 * Deletes the StatefulSets with changes that the API server does not allow, and leaves their pods running: the
 * StatefulSets that are applied in their place adopt them. Pulumi does the same, as they ask it to.
 */
async function letGo(objects: readonly KubeObject[]): Promise<void> {
  const { items } = await kubectlGet<{ readonly items: readonly StatefulSetLike[] }>([
    "statefulsets",
    "--all-namespaces",
  ]);
  const there = new Map(items.map((item) => [identityOf(item), item]));
  for (const wanted of objects.filter(({ kind }) => kind === "StatefulSet")) {
    const live = there.get(identityOf(wanted));
    if (live === undefined || !mustBeReplaced(live, wanted as StatefulSetLike)) continue;
    const { name, namespace = "default" } = wanted.metadata;
    await kubectl(["delete", "statefulset", name, `--namespace=${namespace}`, "--cascade=orphan"]);
  }
}

async function applyAll(items: readonly KubeObject[]): Promise<void> {
  if (items.length === 0) return;
  await kubectl(
    ["apply", "--server-side", "--force-conflicts", `--field-manager=${FIELD_MANAGER}`, "-f", "-"],
    JSON.stringify({ apiVersion: "v1", kind: "List", items }),
  );
}
