import type { KubernetesManifest } from "../../render/objects";
import { change, type Change, type Fact, type Rank, type Subject } from "../change";
import { fieldDiffs, fieldFact, isRecord, shown, type FieldDiff } from "../words/fields";
import { counted } from "../words/text";

const WORKLOADS = ["StatefulSet", "Deployment", "DaemonSet", "Job", "CronJob"];

export function isWorkload({ kind }: KubernetesManifest): boolean {
  return WORKLOADS.includes(kind);
}

/** `monitoring/prometheus` */
export function placeOf({ metadata: { namespace, name } }: KubernetesManifest): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}

/** What is different about a workload, each in its own words; how its pods are affected comes last. */
export function workloadChanges(
  old: KubernetesManifest,
  now: KubernetesManifest,
): readonly Change[] {
  const diffs = fieldDiffs(spoken(old), spoken(now));
  const told = new Map<string, Told>();
  for (const diff of diffs) {
    const { facts, ...kind } = classified(diff, now);
    if (facts.length === 0) continue;
    const key = JSON.stringify(kind);
    told.set(key, { ...kind, facts: [...(told.get(key)?.facts ?? []), ...facts] });
  }
  const changes = [...told.values()].map(({ subject, name, rank, facts }) =>
    change(subject, name, facts, {
      rank,
      effects: rank === "replacement" ? replacementEffects(old, diffs) : [],
    }),
  );
  const effects = rollout(diffs, now);
  const own = changes.findIndex(({ subject, rank }) => subject === "workload" && rank === "other");
  if (effects.length === 0) return changes;
  if (own < 0) return [...changes, change("workload", placeOf(now), effects)];
  return changes.map((each, i) => (i === own ? { ...each, effects } : each));
}

interface Told {
  readonly subject: Subject;
  readonly name: string;
  readonly rank: Rank;
  readonly facts: readonly Fact[];
}

const POD = "spec.template.spec";
const CONTAINER = new RegExp(
  `^${POD.replaceAll(".", "\\.")}\\.(?:initC|c)ontainers\\.([^.]+)\\.(.+)$`,
);

/** What Kubernetes gives a StatefulSet or a Deployment once and for all. */
const FIXED: Readonly<Record<string, RegExp>> = {
  StatefulSet: /^spec\.(volumeClaimTemplates|serviceName|selector|podManagementPolicy)\b/,
  Deployment: /^spec\.selector\b/,
  DaemonSet: /^spec\.selector\b/,
};

/** What a pod may do to its node and to others. */
const ACCESS =
  /\b(securityContext|automountServiceAccountToken|hostNetwork|hostPID|hostIPC|hostPath|serviceAccountName)\b/;

function classified(diff: FieldDiff, object: KubernetesManifest): Told {
  const name = placeOf(object);
  const path = diff.path.join(".");
  const [, container = "", inner = ""] = CONTAINER.exec(path) ?? [];
  const within =
    container === "" || container === object.metadata.name ? name : `${name} ${container}`;
  const fixed = FIXED[object.kind]?.test(path) === true;

  if (path.startsWith("spec.volumeClaimTemplates.")) {
    return { subject: "volume", name, rank: "replacement", facts: volumeFacts(diff) };
  }
  if (path.startsWith("spec.persistentVolumeClaimRetentionPolicy")) {
    const deletes = diff.to === "Delete";
    const facts = fieldFact({ ...diff, path: [VOLUME_FATE[diff.path.at(-1) ?? ""] ?? "volumes"] });
    return { subject: "volume", name, rank: deletes ? "deletion" : "other", facts };
  }
  if (fixed) {
    const facts = fieldFact({ ...diff, path: diff.path.slice(1) });
    return { subject: "workload", name: `${object.kind} ${name}`, rank: "replacement", facts };
  }
  if (inner === "image")
    return { subject: "image", name: within, rank: "other", facts: imageFacts(diff) };
  if (path === "spec.replicas") return { subject: "workload", name, ...replicas(diff, object) };
  if (ACCESS.test(path)) {
    const facts = fieldFact({ ...diff, path: shortened(diff.path) });
    return { subject: "permission", name: within, rank: "access", facts };
  }
  if (/^(args|env|command|resources)\b/.test(inner)) {
    const [, ...rest] = shortened(diff.path);
    const path = inner.startsWith("resources") ? resourceName(rest) : rest;
    const facts = flagFacts(diff) ?? fieldFact({ ...diff, path });
    return { subject: "setting", name: within, rank: "other", facts };
  }
  // It stands for a configuration, which is told of itself.
  if (path.includes(".annotations.checksum/"))
    return { subject: "workload", name, rank: "other", facts: [] };
  const facts = mountFacts(diff) ?? fieldFact({ ...diff, path: shortened(diff.path) });
  return { subject: "object", name: `${object.kind} ${within}`, rank: "other", facts };
}

const VOLUME_FATE: Readonly<Record<string, string>> = {
  whenDeleted: "volumes when it is deleted",
  whenScaled: "volumes when it has fewer pods",
};

interface Source {
  readonly configMap?: { readonly name: string };
  readonly serviceAccountToken?: object;
}

/** A source of a pod's files, or a key of a secret, that is there on one side alone. */
function mountFacts({ path, from, to }: FieldDiff): readonly Fact[] | undefined {
  const [list, key] = path.slice(-2);
  const isSource = key === "sources";
  const isKey = list === "items" && path.includes("secret");
  if (!(isSource || isKey) || (from !== undefined && to !== undefined)) return undefined;
  const { configMap, serviceAccountToken } = (to ?? from) as Source;
  const source = configMap ? `ConfigMap ${configMap.name}` : serviceAccountToken && "its own token";
  const what = isKey ? `the secret ${key ?? ""}` : source;
  return what === undefined
    ? undefined
    : [{ what: `${from === undefined ? "also mounts" : "no longer mounts"} ${what}` }];
}

/** `limits.memory` is the memory's limit. */
function resourceName([kind = "", resource = ""]: readonly string[]): readonly string[] {
  return [`${resource} ${kind.replace(/s$/, "")}`.trim()];
}

/** A field's path without what all of a pod's have in common. */
function shortened(path: readonly string[]): readonly string[] {
  const [, , inner] = CONTAINER.exec(path.join(".")) ?? [];
  if (inner !== undefined)
    return path.slice(path.findIndex((key) => key.endsWith("ontainers")) + 2);
  const text = path.join(".");
  if (text.startsWith(`${POD}.`)) return path.slice(3);
  return text.startsWith("spec.") ? path.slice(1) : path;
}

function imageFacts({ from, to }: FieldDiff): readonly Fact[] {
  const [was, is] = [imageParts(from), imageParts(to)];
  return was.repository === is.repository
    ? [{ what: was.repository, from: was.tag, to: is.tag }]
    : [{ what: "", from: shown([], from), to: shown([], to) }];
}

function imageParts(image: unknown): { readonly repository: string; readonly tag: string } {
  const text = typeof image === "string" ? image : "none";
  const [, repository = text, tag = "latest"] = /^(.+?)(?:@|:(?=[^/]+$))(.+)$/.exec(text) ?? [];
  return { repository, tag };
}

function volumeFacts(diff: FieldDiff): readonly Fact[] {
  const [, , volume = "", ...rest] = diff.path;
  const size = rest.join(".") === "spec.resources.requests.storage";
  if (rest.length === 0) {
    return [{ what: `${volume} ${diff.to === undefined ? "gone" : "new"}` }];
  }
  return fieldFact({ ...diff, path: size ? [volume] : [volume, ...rest.slice(1)] });
}

function replicas({ from, to }: FieldDiff, object: KubernetesManifest) {
  const silent = to === 0 && ["alertmanager", "prometheus"].includes(object.metadata.name);
  return {
    rank: silent ? ("pages" as const) : ("other" as const),
    facts: [{ what: "replicas", from: shown([], from), to: shown([], to) }],
  };
}

function replacementEffects(old: KubernetesManifest, diffs: readonly FieldDiff[]): readonly Fact[] {
  const annotations = (old.metadata as { annotations?: Readonly<Record<string, string>> })
    .annotations;
  const orphaned = annotations?.["pulumi.com/deletionPropagationPolicy"] === "orphan";
  const sized = diffs.some(({ path }) => path.at(-1) === "storage");
  return [
    { what: `${old.kind} is deleted and made anew` },
    { what: orphaned ? "its pods stay meanwhile" : "its pods end with it" },
    ...(sized ? [{ what: "volumes that exist keep their size" }] : []),
  ];
}

/** A pod that is not the same is a new one. */
function rollout(diffs: readonly FieldDiff[], object: KubernetesManifest): readonly Fact[] {
  if (!diffs.some(({ path }) => path.join(".").startsWith("spec.template."))) return [];
  const { replicas: count } = object.spec as { readonly replicas?: number };
  // Something else decides how many.
  if (count === undefined) return [{ what: "restarts its pods" }];
  if (count === 0) return [];
  return [{ what: `restarts ${counted(count, "pod")}` }];
}

/** The object with its lists of variables, flags and volumes as keys and values. */
function spoken(object: KubernetesManifest): unknown {
  return mapped(object, []);
}

function mapped(value: unknown, path: readonly string[]): unknown {
  const key = path.at(-1);
  if (Array.isArray(value)) {
    if (key === "env") return Object.fromEntries(value.filter(isRecord).map(variable));
    if (key === "args" && value.every((item) => typeof item === "string")) {
      return flags(value);
    }
    if (key === "volumeClaimTemplates") {
      return Object.fromEntries(value.filter(isRecord).map(claim));
    }
    return value.map((item) => mapped(item, path));
  }
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, mapped(inner, [...path, name])]),
  );
}

function variable(item: Readonly<Record<string, unknown>>): [string, unknown] {
  const { name, value, ...rest } = item;
  return [String(name), value ?? rest];
}

/** A flag without a value that comes or goes. */
function flagFacts({ path, from, to }: FieldDiff): readonly Fact[] | undefined {
  const name = path.at(-1) ?? "";
  if (!name.startsWith("-")) return undefined;
  if (from === undefined && to === "true") return [{ what: `${name} added` }];
  return from === "true" && to === undefined ? [{ what: `${name} taken away` }] : undefined;
}

/** Flags by name; one that is only there is true, and one that is there several times is a list. */
function flags(args: readonly string[]): unknown {
  const values = new Map<string, string[]>();
  for (const text of args) {
    const [, name = text, value = "true"] = /^(-[^=]*)=(.*)$/.exec(text) ?? [];
    values.set(name, [...(values.get(name) ?? []), value]);
  }
  return Object.fromEntries(
    [...values].map(([name, all]) => [name, all.length === 1 ? all[0] : all]),
  );
}

function claim(item: Readonly<Record<string, unknown>>): [string, unknown] {
  const { metadata, ...rest } = item;
  return [(metadata as { readonly name: string }).name, rest];
}
