import { Problem } from "../problem";

/** What a workflow gives its commands. @throws Problem where it does not */
export function given(name: string): string {
  const value = process.env[name];
  if (value !== undefined && value !== "") return value;
  throw new Problem(`${name} is not set.`, "A workflow's step sets it: see .github/workflows.");
}
