import fc from "fast-check";

import {
  findings,
  findingText,
  type StackModel,
  type Finding,
} from "../../../../infra/model-checks";
import { STACKS, type StackName } from "../../../../tools/render/render";
import { copyOf } from "../stack";
import type { Operator } from "./mistake";
import { networkFaults } from "../../../support/network/networkFaults";
import { OPERATORS } from "./operators";
import { networkOperators } from "./operators/network";

/** One mistake: its stack, its kind, and the index of its place among all possible ones. */
export interface Mistake {
  readonly stack: StackName;
  readonly operator: string;
  readonly at: string;
  readonly chance: number;
}

/** What is found after a mistake. */
export interface Outcome {
  readonly found: readonly Finding[];
  /** The finding that names what was broken. */
  readonly named: Finding | undefined;
  readonly names: readonly string[];
}

const LARGE = { min: 0, max: 2 ** 31 - 1 };

/**
 * Randomly drawn mistakes. Of each kind there are as many as it has places, up to a maximum.
 * @param seed the same seed gives the same mistakes
 */
export function mistakes(
  declared: Readonly<Record<StackName, StackModel>>,
  seed: number,
  ofEach: number,
): readonly Mistake[] {
  const draw = fc.record({
    stack: fc.constantFrom(...STACKS),
    place: fc.noBias(fc.integer(LARGE)),
    chance: fc.noBias(fc.integer(LARGE)),
  });
  return OPERATORS.flatMap((operator, index) => {
    const places = Object.fromEntries(
      STACKS.map((stack) => [stack, operator.places(copyOf(declared[stack])).map(({ at }) => at)]),
    ) as unknown as Record<StackName, readonly string[]>;
    const drawn = fc
      .sample(draw, { seed: seed + index, numRuns: 20 * ofEach })
      .flatMap(({ stack, place, chance }) => {
        const at = places[stack][place % places[stack].length];
        return at === undefined ? [] : { stack, operator: operator.name, at, chance };
      });
    return [
      ...new Map(drawn.map((mistake) => [mistake.stack + mistake.at, mistake])).values(),
    ].slice(0, ofEach);
  });
}

/** The findings after a mistake was made in a copy of its stack. */
export function outcomeOf(
  { stack, operator, at, chance }: Mistake,
  declared: Readonly<Record<StackName, StackModel>>,
): Outcome {
  const copy = copyOf(declared[stack]);
  const names = placeOf(operator, at, copy).make(chance);
  const proven = networkOperators.some(({ name }) => name === operator);
  const found = [...findings(copy as StackModel), ...(proven ? proofOf(copy as StackModel) : [])];
  const named = found.find((finding) => names.some((name) => findingText(finding).includes(name)));
  return { found, named, names };
}

/**
 * The faults of policies that tests detect, in the form of findings. A preview need not check this, because it
 * generates the policies.
 */
function proofOf({ network: { parts, settings, policies } }: StackModel): readonly Finding[] {
  return networkFaults(parts, settings, policies).map((what) => ({
    check: "network",
    what,
    where: "infra/kubernetes/network",
    why: "A connection that is needed is denied, or one that is not needed is allowed.",
    fix: "Make the policies of the flows.",
  }));
}

function placeOf(name: string, at: string, stack: Parameters<Operator["places"]>[0]) {
  const operator = OPERATORS.find((each) => each.name === name);
  const place = operator?.places(stack).find((each) => each.at === at);
  if (!place) throw new Error(`There is no place ${at} for "${name}".`);
  return place;
}
