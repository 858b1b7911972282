import { EXTRAS, type Extra } from "../../../lab/deploy/extras";
import { STACKS, type StackName } from "../../../tools/render/names";

/** The stack of `npm run e2e -- --stack <name>`. */
export function stackUnderTest(): StackName {
  const name = process.env.E2E_STACK ?? "dev";
  const found = STACKS.find((each) => each === name);
  if (found === undefined)
    throw new Error(`E2E_STACK is "${name}". Give one of: ${STACKS.join(", ")}`);
  return found;
}

/** The extras of `npm run e2e -- --with <name>`. */
export function extrasUnderTest(): readonly Extra[] {
  return EXTRAS.filter((each) => each === process.env.E2E_WITH);
}

/** Whether the stack is next to a prometheus-operator. */
export function isBesideOperator(): boolean {
  return extrasUnderTest().includes("operator");
}
