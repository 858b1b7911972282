import type { KubernetesManifest } from "../../render/objects";
import { change, type Change, type Fact } from "../change";
import { fieldDiffs, fieldFact, isRecord } from "../words/fields";
import { placeOf } from "./workloads";

/** What is different about a Secret: which of its keys, and never what they hold. */
export function secretChanges(old: KubernetesManifest, now: KubernetesManifest): readonly Change[] {
  const [was, is] = [valuesOf(old), valuesOf(now)];
  const keys = new Set([...Object.keys(was), ...Object.keys(is)]);
  const facts = [...keys].flatMap((key): readonly Fact[] => {
    if (!(key in is)) return [{ what: `${key} gone` }];
    if (!(key in was)) return [{ what: `${key} new` }];
    return JSON.stringify(was[key]) === JSON.stringify(is[key]) ? [] : [{ what: `${key} changed` }];
  });
  const more = fieldDiffs(withoutValues(old), withoutValues(now)).flatMap(fieldFact);
  if (facts.length + more.length === 0) return [];
  const gone = facts.some(({ what }) => what.endsWith(" gone"));
  return [
    change("secret", placeOf(now), [...facts, ...more], { rank: gone ? "deletion" : "other" }),
  ];
}

function valuesOf({ data, stringData }: KubernetesManifest): Readonly<Record<string, unknown>> {
  return { ...(isRecord(data) && data), ...(isRecord(stringData) && stringData) };
}

function withoutValues({ data, stringData, ...rest }: KubernetesManifest): unknown {
  return rest;
}
