import { CHECKS } from "./checks";
import type { StackModel } from "./stackModel";
import type { Finding } from "./finding";
import { modelOf } from "./graph";

export type { StackModel } from "./stackModel";
export { findingText, type Finding } from "./finding";

/** Everything wrong in what a stack declares, each finding once. Empty if all is well. */
export function findings(declared: StackModel): readonly Finding[] {
  const model = modelOf(declared);
  const all = CHECKS.flatMap(({ name, faults }) =>
    faults(model).map((fault): Finding => ({ check: name, ...fault })),
  );
  return [...new Map(all.map((finding) => [finding.check + finding.what, finding])).values()];
}
