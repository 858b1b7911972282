import type { KubernetesManifest } from "../../render/objects";
import { change, type Change, type Fact } from "../change";
import { omit } from "../model/omit";
import { placeOf } from "../model/place";
import type { Model } from "../model/model";
import { isRecord } from "../../record";
import { fieldDiffs, fieldFact, same } from "../words/fields";

/** The bucket is part of a secret value, so nobody can tell whether it is another one. */
const MAYBE_MOVED: Fact = {
  what: "if it names another bucket, the samples in the one before are no longer queried",
};

const VALUES = ["data", "stringData"] as const;

/** What is different about a Secret: only the keys, never the values. */
export function secretChanges(old: KubernetesManifest, now: KubernetesManifest): readonly Change[] {
  const facts = keyFacts(valuesOf(old), valuesOf(now));
  const more = fieldDiffs(omit(old, ...VALUES), omit(now, ...VALUES)).flatMap(fieldFact);
  if (facts.length + more.length === 0) return [];
  const gone = facts.some(({ what }) => what.endsWith(" gone"));
  return [
    change("secret", placeOf(now), [...facts, ...more], {
      rank: gone ? "deletion" : "other",
      effects: facts.some(({ what }) => what === "objstore.yml changed") ? [MAYBE_MOVED] : [],
    }),
  ];
}

/**
 * Which secrets in the stack's own file changed. Setting the same value again also counts, because it is encrypted
 * differently.
 */
export function sealedChanges(before: Model, after: Model): readonly Change[] {
  if (!before.sealed || !after.sealed) return [];
  const facts = keyFacts(before.sealed, after.sealed, "changed");
  return facts.length > 0 ? [change("secret", "the stack's own", facts)] : [];
}

function keyFacts(
  was: Readonly<Record<string, unknown>>,
  is: Readonly<Record<string, unknown>>,
  changed = "changed",
): readonly Fact[] {
  const keys = new Set([...Object.keys(was), ...Object.keys(is)]);
  return [...keys].flatMap((key): readonly Fact[] => {
    if (!(key in is)) return [{ what: `${key} gone` }];
    if (!(key in was)) return [{ what: `${key} new` }];
    return same(was[key], is[key]) ? [] : [{ what: `${key} ${changed}` }];
  });
}

function valuesOf({ data, stringData }: KubernetesManifest): Readonly<Record<string, unknown>> {
  return { ...(isRecord(data) && data), ...(isRecord(stringData) && stringData) };
}
