import { isSmaller } from "../../../infra/kubernetes/shrinking";
import { unreadable } from "../../../infra/images/unreadable";
import { ORPHAN } from "../../../infra/policy-pack/rules";
import type { KubernetesManifest } from "../../render/objects";
import { change, type Change, type Fact, type Rank, type Subject } from "../change";
import { keyed } from "../model/keyed";
import { placeOf } from "../model/place";
import { fieldDiffs, fieldFact, shown, type FieldDiff } from "../words/fields";
import { counted } from "../words/text";
import { FIXED_VOLUME, REFUSED } from "./claims";
import { isAccess, loosens } from "./loosened";
import { consequenceOf } from "./consequences";
import { imageFacts, mountFacts, retentionFacts, settingFacts, volumeFacts } from "./podFacts";

const WORKLOADS = ["StatefulSet", "Deployment", "DaemonSet", "Job", "CronJob"];

export function isWorkload({ kind }: KubernetesManifest): boolean {
  return WORKLOADS.includes(kind);
}

/** What is different about a workload. How its pods are affected comes last. */
export function workloadChanges(
  old: KubernetesManifest,
  now: KubernetesManifest,
): readonly Change[] {
  const diffs = fieldDiffs(keyed(old), keyed(now));
  const classes = new Map<string, Classified>();
  for (const diff of diffs) {
    const { facts, ...kind } = classified(diff, now);
    if (facts.length === 0) continue;
    const key = JSON.stringify(kind);
    classes.set(key, { ...kind, facts: [...(classes.get(key)?.facts ?? []), ...facts] });
  }
  const changes = [...classes.values()].map(({ subject, name, rank, facts, effects = [] }) => {
    const replaced = rank === "replacement" ? replacementEffects(old, diffs) : [];
    return change(subject, name, facts, { rank, effects: [...effects, ...replaced] });
  });
  return withRollout(changes, diffs, now);
}

interface Classified {
  readonly subject: Subject;
  readonly name: string;
  readonly rank: Rank;
  readonly facts: readonly Fact[];
  /** Consequences of this difference only. @default none */
  readonly effects?: readonly Fact[];
}

const CONTAINER =
  /^spec\.(?:jobTemplate\.spec\.)?template\.spec\.(?:initC|c)ontainers\.([^.]+)\.(.+)$/;

/** Fields that Kubernetes does not allow to change. */
const FIXED: Readonly<Record<string, RegExp>> = {
  StatefulSet: /^spec\.(volumeClaimTemplates|serviceName|selector|podManagementPolicy)\b/,
  Deployment: /^spec\.selector\b/,
  DaemonSet: /^spec\.selector\b/,
};

function classified(diff: FieldDiff, object: KubernetesManifest): Classified {
  const place = placeOf(object);
  const path = diff.path.join(".");
  const [, container = object.metadata.name, inner = ""] = CONTAINER.exec(path) ?? [];
  // Most pods have one container, with the name of the workload.
  const name = container === object.metadata.name ? place : `${place} ${container}`;
  const own = ownPath(diff.path);
  const classify = (
    subject: Subject,
    facts: readonly Fact[],
    rank: Rank = "other",
  ): Classified => ({
    subject,
    name,
    rank,
    facts,
  });

  if (path.startsWith("spec.volumeClaimTemplates.")) {
    return classify("volume", volumeFacts(diff), "replacement");
  }
  if (path.startsWith("spec.persistentVolumeClaimRetentionPolicy")) {
    return classify("volume", retentionFacts(diff), diff.to === "Delete" ? "deletion" : "other");
  }
  if (FIXED[object.kind]?.test(path) === true) {
    const facts = fieldFact({ ...diff, path: own });
    return { ...classify("workload", facts, "replacement"), name: `${object.kind} ${place}` };
  }
  if (/^spec\.(schedule|suspend)$/.test(path))
    return classify("workload", fieldFact({ ...diff, path: own }));
  if (path === "spec.replicas") {
    return classify("workload", replicaFacts(diff), silences(diff, object) ? "pages" : "other");
  }
  if (isAccess(path)) {
    const facts = fieldFact({ ...diff, path: own });
    return classify("permission", facts, loosens(diff) ? "access" : "other");
  }
  if (inner === "image") {
    const lost = unreadable(diff.from, diff.to);
    return lost === undefined
      ? classify("image", imageFacts(diff))
      : { ...classify("image", imageFacts(diff), "deletion"), effects: [{ what: lost }] };
  }
  if (/^(args|env|command|resources)\b/.test(inner)) {
    const facts = settingFacts(diff, own);
    const consequence = consequenceOf(diff);
    return consequence === undefined
      ? classify("setting", facts)
      : { ...classify("setting", facts, "deletion"), effects: [consequence] };
  }
  // A checksum stands for a configuration whose difference is reported itself.
  if (path.includes(".annotations.checksum/")) return classify("workload", []);
  const facts = mountFacts(diff) ?? fieldFact({ ...diff, path: own });
  return { ...classify("object", facts), name: `${object.kind} ${name}` };
}

/** A field's path without the prefix that all fields of a container, or of a pod, have. */
function ownPath(path: readonly string[]): readonly string[] {
  const text = path.join(".");
  // A CronJob contains the template of a Job, which contains the template of the pods.
  const deeper = text.startsWith("spec.jobTemplate.spec.template.") ? 2 : 0;
  if (CONTAINER.test(text)) return path.slice(5 + deeper);
  if (/^spec\.(jobTemplate\.spec\.)?template\.spec\./.test(text)) return path.slice(3 + deeper);
  return text.startsWith("spec.") ? path.slice(1) : path;
}

function replicaFacts({ from, to }: FieldDiff): readonly Fact[] {
  return [{ what: "replicas", from: shown([], from), to: shown([], to) }];
}

/** Whether a workload that every alert passes through has no pods left. */
function silences({ to }: FieldDiff, { metadata }: KubernetesManifest): boolean {
  return to === 0 && ["alertmanager", "prometheus"].includes(metadata.name);
}

/** The immutable fields of a claim template. The size is reported elsewhere. */
const FIXED_OF_CLAIM = /^spec\.volumeClaimTemplates\.[^.]+\.spec\.(?!resources\b)/;

/** Whether a workload's pods keep running when it is deleted or replaced. */
export function orphansPods({ metadata }: KubernetesManifest): boolean {
  const { annotations } = metadata as {
    readonly annotations?: Readonly<Record<string, string>>;
  };
  return annotations?.[ORPHAN.name] === ORPHAN.value;
}

function replacementEffects(old: KubernetesManifest, diffs: readonly FieldDiff[]): readonly Fact[] {
  const shrinks = diffs.some(
    ({ path, from, to }) => path.at(-1) === "storage" && isSmaller(to, from),
  );
  if (shrinks) return [REFUSED];
  if (diffs.some(({ path }) => FIXED_OF_CLAIM.test(path.join(".")))) return [FIXED_VOLUME];
  return [
    { what: `${old.kind} is deleted and recreated` },
    { what: orphansPods(old) ? "its pods keep running" : "its pods are deleted with it" },
  ];
}

/** Adds the restart that the changes cause: to the change of the workload itself, if there is one. */
function withRollout(
  changes: readonly Change[],
  diffs: readonly FieldDiff[],
  object: KubernetesManifest,
): readonly Change[] {
  const effects = rollout(diffs, object);
  if (effects.length === 0) return changes;
  const own = changes.findIndex(({ subject, rank }) => subject === "workload" && rank === "other");
  if (own < 0) return [...changes, change("workload", placeOf(object), effects)];
  return changes.map((each, i) => (i === own ? { ...each, effects } : each));
}

/** The restart that a different pod template causes. */
function rollout(diffs: readonly FieldDiff[], object: KubernetesManifest): readonly Fact[] {
  if (!diffs.some(({ path }) => path[0] === "spec" && path[1] === "template")) return [];
  const { replicas } = object.spec as { readonly replicas?: number };
  if (replicas === 0) return [];
  // Without a fixed number of replicas, something else decides how many there are.
  const restarts = {
    what: `restarts ${replicas === undefined ? "its pods" : counted(replicas, "pod")}`,
  };
  // A Deployment starts the new pod first.
  const alone = object.kind === "StatefulSet" && replicas === 1;
  return alone ? [restarts, { what: "none runs meanwhile" }] : [restarts];
}
