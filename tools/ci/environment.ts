import { Problem } from "../problem";

/** A variable that a workflow sets. @throws Problem if it is missing */
export function given(name: string): string {
  const value = process.env[name];
  if (value !== undefined && value !== "") return value;
  throw new Problem(`${name} is not set.`, "The workflows in .github/workflows set it.");
}
