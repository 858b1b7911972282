import { autoscalerOf, type KubernetesManifest } from "../../render/objects";
import { change, type Change, type Rank, type Subject } from "../change";
import type { Model, Tree } from "../model/model";
import { placeOf } from "../model/place";
import { fieldDiffs, fieldFact, same } from "../words/fields";
import { claimChanges } from "./claims";
import { secretChanges } from "./secrets";
import { isWorkload, orphansPods, workloadChanges } from "./workloads";

/** The fields of an object that another part of the report covers. */
export type Covered = (object: KubernetesManifest) => readonly string[];

/** Differences in Kubernetes objects, except for what another part of the report covers. */
export function objectChanges(
  [before, beforeTree]: readonly [Model, Tree],
  [after, afterTree]: readonly [Model, Tree],
  covered: Covered,
): readonly Change[] {
  const [was, is] = [
    uncovered(before, filesOf(beforeTree), covered),
    uncovered(after, filesOf(afterTree), covered),
  ];
  const gone = [...was].filter(([path]) => !is.has(path)).map(([, object]) => object);
  const added = [...is].filter(([path]) => !was.has(path)).map(([, object]) => object);
  return [
    ...gone.map(goneObject),
    ...grouped(added).map(([place, objects]) =>
      change("object", place, [
        { what: `new: ${objects.map(({ kind }) => kind).join(", ")}` },
        ...objects.flatMap(imagesOf).map((image) => ({ what: image })),
      ]),
    ),
    ...[...is].flatMap(([path, now]) => {
      const old = was.get(path);
      return !old || same(old, now) ? [] : changedObject(scaled(old, after), scaled(now, after));
    }),
  ];
}

/** A workload without its number of replicas if it has an autoscaler, which sets the actual number. */
function scaled(object: KubernetesManifest, { objects }: Model): KubernetesManifest {
  const { spec } = object as { readonly spec?: { readonly replicas?: number } };
  if (spec?.replicas === undefined || !autoscalerOf(object, [...objects.values()])) return object;
  const { replicas: _, ...rest } = spec;
  return { ...object, spec: rest };
}

function changedObject(old: KubernetesManifest, now: KubernetesManifest): readonly Change[] {
  if (now.kind === "Secret") return secretChanges(old, now);
  if (isWorkload(now)) return workloadChanges(old, now);
  if (now.kind === "PersistentVolumeClaim") return claimChanges(old, now);
  const diffs = fieldDiffs(old, now);
  const fixed = diffs.some(
    ({ path }) => path[0] === "roleRef" || path.join(".") === "spec.clusterIP",
  );
  return [
    change(subjectOf(now), nameOf(now), diffs.flatMap(fieldFact), {
      rank: fixed ? "replacement" : "other",
    }),
  ];
}

/** What is deleted together with an object of each kind. */
const LOST: Readonly<Record<string, string>> = {
  Namespace: "everything in it is deleted with it",
  CustomResourceDefinition: "every object of its kind is deleted with it",
  PersistentVolumeClaim: "the object stays in the cluster, with its data",
  HorizontalPodAutoscaler: "the pods that it has added end at once",
};

function goneObject(object: KubernetesManifest): Change {
  const { kind, metadata } = object;
  const silent = kind === "StatefulSet" && ["alertmanager", "prometheus"].includes(metadata.name);
  const lost = LOST[kind];
  const rank: Rank = silent ? "pages" : "deletion";
  return change(subjectOf(object), nameOf(object), [{ what: "gone" }], {
    rank,
    effects: [
      ...(silent ? [{ what: "no alert is sent any more" }] : []),
      ...(lost === undefined ? [] : [{ what: lost }]),
      ...(kind === "StatefulSet" && orphansPods(object)
        ? [{ what: "its pods stay until somebody deletes them" }]
        : []),
      ...volumeEffects(object),
    ],
  });
}

function volumeEffects({ spec }: KubernetesManifest) {
  const { volumeClaimTemplates = [], persistentVolumeClaimRetentionPolicy: policy } = (spec ??
    {}) as {
    readonly volumeClaimTemplates?: readonly unknown[];
    readonly persistentVolumeClaimRetentionPolicy?: { readonly whenDeleted?: string };
  };
  if (volumeClaimTemplates.length === 0) return [];
  return [
    {
      what:
        policy?.whenDeleted === "Delete" ? "its volumes are deleted with it" : "its volumes stay",
    },
  ];
}

const SUBJECTS: Readonly<Record<string, Subject>> = {
  Role: "permission",
  ClusterRole: "permission",
  RoleBinding: "permission",
  ClusterRoleBinding: "permission",
  ServiceAccount: "permission",
  NetworkPolicy: "network edge",
  ServiceMonitor: "target",
  Secret: "secret",
  PersistentVolumeClaim: "volume",
  StatefulSet: "workload",
  Deployment: "workload",
  CronJob: "workload",
};

function subjectOf({ kind }: KubernetesManifest): Subject {
  return SUBJECTS[kind] ?? "object";
}

function nameOf(object: KubernetesManifest): string {
  return `${object.kind} ${placeOf(object)}`;
}

function grouped(
  objects: readonly KubernetesManifest[],
): readonly (readonly [string, readonly KubernetesManifest[]])[] {
  const places = new Map<string, KubernetesManifest[]>();
  for (const object of objects) {
    places.set(placeOf(object), [...(places.get(placeOf(object)) ?? []), object]);
  }
  return [...places];
}

interface Templated {
  readonly template?: { readonly spec?: { readonly containers?: readonly { image?: string }[] } };
}

function imagesOf({ spec }: KubernetesManifest): readonly string[] {
  const { template, jobTemplate } = (spec ?? {}) as Templated & {
    readonly jobTemplate?: { readonly spec?: Templated };
  };
  const pods = template ?? jobTemplate?.spec?.template;
  return (pods?.spec?.containers ?? []).flatMap(({ image }) => image ?? []);
}

/**
 * The objects without what another part of the report covers: ConfigMap files that the tree has as files, and the
 * covered fields. An object with nothing else is left out.
 */
function uncovered(
  { objects }: Model,
  files: ReadonlySet<string>,
  covered: Covered,
): ReadonlyMap<string, KubernetesManifest> {
  return new Map(
    [...objects].flatMap(([path, object]) => {
      const fields = covered(object);
      const { data, ...rest } = object;
      const left = Object.entries(object.kind === "ConfigMap" ? (data ?? {}) : {}).filter(
        ([, text]) => !files.has(text),
      );
      if (object.kind === "ConfigMap" && left.length === 0 && Object.keys(data ?? {}).length > 0) {
        return [];
      }
      const whole =
        object.kind === "ConfigMap" ? { ...rest, data: Object.fromEntries(left) } : object;
      const kept = Object.entries(whole).filter(([field]) => !fields.includes(field));
      return kept.length <= 3 && fields.length > 0
        ? []
        : [[path, Object.fromEntries(kept) as unknown as KubernetesManifest] as const];
    }),
  );
}

/** The contents of the tree's files that are not objects. */
function filesOf(tree: Tree): ReadonlySet<string> {
  return new Set(
    [...tree].flatMap(([path, text]) => (path.startsWith("manifests/") ? [] : [text])),
  );
}
