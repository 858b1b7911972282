import { isSmaller } from "../../../infra/kubernetes/shrinking";
import type { KubernetesManifest } from "../../render/objects";
import { change, type Change, type Fact } from "../change";
import { placeOf } from "../model/place";
import { fieldDiffs, fieldFact } from "../words/fields";

/** The consequence of shrinking a volume. This check only reports it: see infra/kubernetes/shrinking.ts. */
export const REFUSED: Fact = { what: "is refused: a volume can only grow" };

/** The consequence of changing an immutable field of a claim, such as its class. */
export const FIXED_VOLUME: Fact = {
  what: "is refused: a volume stays as it was made; back its data up, delete its claim by hand, and restore",
};

/** What is different about a claim. The size has its own wording, because that is what people change. */
export function claimChanges(old: KubernetesManifest, now: KubernetesManifest): readonly Change[] {
  const place = `PersistentVolumeClaim ${placeOf(now)}`;
  return fieldDiffs(old, now).map((diff) => {
    if (diff.path.join(".") !== "spec.resources.requests.storage") {
      return diff.path[0] === "spec"
        ? change("volume", place, fieldFact({ ...diff, path: diff.path.slice(1) }), {
            rank: "replacement",
            effects: [FIXED_VOLUME],
          })
        : change("volume", place, fieldFact(diff));
    }
    const shrinks = isSmaller(diff.to, diff.from);
    return change("volume", place, fieldFact({ ...diff, path: ["size"] }), {
      rank: shrinks ? "replacement" : "other",
      effects: [shrinks ? REFUSED : { what: "grows while its pod runs" }],
    });
  });
}
