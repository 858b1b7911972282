import { Problem } from "../problem";

/** What a workflow gives its commands. @throws Problem where it does not */
export function given(name: string): string {
  const value = process.env[name];
  if (value !== undefined && value !== "") return value;
  throw new Problem(`${name} is not set.`, "The workflows in .github/workflows set it.");
}
