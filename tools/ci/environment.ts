import { DeliveryProblem } from "./problem";

/** What a workflow gives its commands. @throws DeliveryProblem where it does not */
export function given(name: string): string {
  const value = process.env[name];
  if (value !== undefined && value !== "") return value;
  throw new DeliveryProblem(
    `${name} is not set.`,
    "A workflow's step sets it: see .github/workflows.",
  );
}

/** Tells people what is wrong, on one line, and what to do, on another. */
export function report(error: unknown): void {
  console.error(error instanceof DeliveryProblem ? `${error.message}\n${error.remedy}` : error);
  process.exitCode = 1;
}
