import { findings, findingText } from "../../../infra/model-checks";
import { STACKS, type StackName } from "../../../tools/render/render";
import { mistakes, outcomeOf } from "./mistakes/generate";
import { declaredBy } from "./stack";

/** MISTAKES_SEED=… draws other mistakes. */
const SEED = Number(process.env.MISTAKES_SEED ?? 20_260_101);
const OF_EACH = 8;

const declared = Object.fromEntries(STACKS.map((stack) => [stack, declaredBy(stack)])) as Record<
  StackName,
  ReturnType<typeof declaredBy>
>;
const drawn = mistakes(declared, SEED, OF_EACH);

it.each(STACKS)("finds nothing wrong in %s", (stack) => {
  expect(findings(declared[stack]).map(findingText)).toEqual([]);
});

it("generates at least 100 different mistakes", () => {
  const different = new Set(drawn.map(({ stack, operator, at }) => `${stack} ${operator} ${at}`));
  expect(different.size).toBe(drawn.length);
  expect(drawn.length).toBeGreaterThanOrEqual(100);
});

describe(`mistakes generated with seed ${SEED}`, () => {
  it.each(drawn)("are found and named in $stack: $operator, $at", (mistake) => {
    const { found, names, named } = outcomeOf(mistake, declared);
    expect({ names, found: named ?? found }).toEqual({ names, found: named });
    for (const finding of found) {
      expect(findingText(finding).split("\n")).toHaveLength(2);
      for (const part of Object.values(finding)) expect(part).not.toBe("");
    }
  });
});
