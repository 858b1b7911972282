import { unreadable } from "../../infra/images/unreadable";
import { GROWS_ALONE, isSmaller, keepSize } from "../../infra/kubernetes/shrinking";
import {
  keepsVolumes,
  kindOf,
  metadataIn,
  nameOf,
  ORPHAN,
  sizeOf,
  statefulSetSpec,
} from "../../infra/policy-pack/rules";
import type { State, Step } from "./preview";

/** Why a step is rejected, and what to do instead. */
export interface Refusal {
  /** Such as `PersistentVolumeClaim monitoring/data-prometheus-0`. */
  readonly object: string;
  readonly cause: string;
  readonly remedy: string;
}

type Rule = (step: Known) => readonly Omit<Refusal, "object">[];

/** A step, and the object that it is about. */
interface Known {
  readonly kind: string;
  readonly object: string;
  /** Whether the existing object is deleted, for good or to be replaced. */
  readonly goes: boolean;
  readonly old: State | undefined;
  readonly now: State | undefined;
}

/** `delete-replaced` also deletes what an interrupted deployment left behind. */
const GOES = new Set(["delete", "replace", "delete-replaced"]);

/** Every step of a preview that would lose data, or the pods that write it, without duplicates. */
export function refusals(steps: readonly Step[]): readonly Refusal[] {
  const found = steps.flatMap((step) => {
    const known = knownOf(step);
    return known === undefined
      ? []
      : RULES.flatMap((rule) => rule(known).map((each) => ({ object: known.object, ...each })));
  });
  return [...new Map(found.map((each) => [JSON.stringify(each), each])).values()];
}

function knownOf({ op, urn, oldState: old, newState: now }: Step): Known | undefined {
  const state = old ?? now;
  if (state === undefined || kindOf(state.type) === "") return undefined;
  const name = urn.split("::").at(-1) ?? urn;
  return {
    kind: kindOf(state.type),
    object: nameOf({ type: state.type, name, props: state.inputs }),
    goes: GOES.has(op),
    old,
    now,
  };
}

/** What is lost together with an object of each kind. */
const LOST: Readonly<Record<string, string>> = {
  PersistentVolumeClaim: "its data",
  PersistentVolume: "its data",
  Namespace: "everything in it, including its volumes",
  CustomResourceDefinition: "every object of its kind, including those of others",
  Release: "what it has installed, which others may need, too",
};

const losesData: Rule = ({ kind, goes, old }) => {
  const lost = LOST[kind];
  if (!goes || lost === undefined || old === undefined || old.retainOnDelete) return [];
  return [
    {
      cause: `is deleted, and with it ${lost}`,
      remedy:
        "Keep it in the program. To remove it from the stack but not from the cluster, first set `retainOnDelete: true` on it and deploy that.",
    },
  ];
};

/** A claim's immutable fields. A new claim cannot be created under the same name next to one that is retained. */
const remakesVolume: Rule = ({ kind, goes, old, now }) => {
  if (kind !== "PersistentVolumeClaim" || old === undefined || now === undefined) return [];
  const [was, is] = [fixedOf(old), fixedOf(now)];
  const fields = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter(
    (field) => JSON.stringify(was[field]) !== JSON.stringify(is[field]),
  );
  if (fields.length === 0 || (goes && !old.retainOnDelete)) return [];
  return [
    {
      cause: `would be another volume, by its ${fields.join(", ")}, and the one that is there stays`,
      remedy:
        "Set it back. To move: back its data up, delete the claim by hand and from the state, deploy, and restore.",
    },
  ];
};

function fixedOf({ inputs }: State): Readonly<Record<string, unknown>> {
  const { resources: _, ...fixed } = (inputs.spec ?? {}) as Readonly<Record<string, unknown>>;
  return fixed;
}

interface Pods {
  readonly template?: {
    readonly spec?: { readonly containers?: readonly { name: string; image?: string }[] };
  };
}

/** A version that cannot read another one's data exits as soon as it starts, or overwrites it. */
const cannotRead: Rule = ({ old, now }) => {
  const containersOf = (state: State | undefined) =>
    ((state?.inputs.spec ?? {}) as Pods).template?.spec?.containers ?? [];
  return containersOf(now).flatMap(({ name, image }) => {
    const before = containersOf(old).find((each) => each.name === name)?.image;
    const cause = unreadable(before, image);
    if (cause === undefined) return [];
    return [
      {
        cause: `would run ${String(image)} on the data of ${String(before)}: ${cause}`,
        remedy: "Set its image back, and move its data first.",
      },
    ];
  });
};

const losesPods: Rule = ({ kind, goes, old }) => {
  if (kind !== "StatefulSet" || !goes || old === undefined) return [];
  // The live object's annotation counts: the new object's annotation would come too late.
  if (metadataIn(old.inputs).annotations?.[ORPHAN.name] === ORPHAN.value) return [];
  return [
    {
      cause: "is deleted or replaced, together with all of its pods",
      remedy: `Set the annotation ${ORPHAN.name} to ${ORPHAN.value} on it, and deploy that first, without the change that replaces it.`,
    },
  ];
};

/** The check against shrinking volumes before a deployment with Pulumi: see infra/kubernetes/shrinking.ts. */
const shrinks: Rule = ({ kind, old, now }) => {
  if (old === undefined || now === undefined) return [];
  const sizes =
    kind === "PersistentVolumeClaim"
      ? [["its volume", sizeOf(old.inputs), sizeOf(now.inputs)] as const]
      : kind === "StatefulSet"
        ? templateSizes(old, now)
        : [];
  return sizes
    .filter(([, from, to]) => isSmaller(to, from))
    .map(([what, from, to]) => ({
      cause: `would shrink ${what} from ${String(from)} to ${String(to)}: ${GROWS_ALONE}`,
      remedy: keepSize(from),
    }));
};

function templateSizes(old: State, now: State) {
  const wanted = new Map(
    (statefulSetSpec(now.inputs).volumeClaimTemplates ?? []).map((each) => [
      each.metadata?.name,
      sizeOf(each),
    ]),
  );
  return (statefulSetSpec(old.inputs).volumeClaimTemplates ?? []).map(
    (each) =>
      [
        `its volumes ${each.metadata?.name ?? ""}`,
        sizeOf(each),
        wanted.get(each.metadata?.name),
      ] as const,
  );
}

/** The options that protect data must stay: without them, the next change may delete it. */
const dropsGuards: Rule = ({ object, old, now }) => {
  if (old === undefined || now === undefined) return [];
  const remedy = "Restore the option. If you really mean it, do it by hand with pulumi state.";
  const { name } = metadataIn(now.inputs);
  const declared = { type: now.type, name: name ?? object, props: now.inputs, opts: now };
  return [
    ...(old.protect && !now.protect
      ? [{ cause: "is no longer protected: the next change may delete it", remedy }]
      : []),
    ...(old.retainOnDelete && !now.retainOnDelete
      ? [{ cause: "is no longer retained: the next change may delete it", remedy }]
      : []),
    ...keepsVolumes(declared).map(() => ({
      cause: "would have its volumes deleted together with another object",
      remedy: "Set the retention policy of its volumes to Retain.",
    })),
  ];
};

const RULES: readonly Rule[] = [
  losesData,
  remakesVolume,
  cannotRead,
  losesPods,
  shrinks,
  dropsGuards,
];
