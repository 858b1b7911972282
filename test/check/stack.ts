import { findings, type Declared, type Finding } from "../../infra/check";
import { declare } from "../../infra/plan";
import type { StackName } from "../../infra/render/render";
import { settings } from "../support/stacks";

export type Mutable<T> = T extends object ? { -readonly [K in keyof T]: Mutable<T[K]> } : T;
type Parts = Mutable<Required<ReturnType<typeof declare>["parts"]>>;

/** What a stack of ours declares. */
export function declaredBy(stack: StackName): Declared {
  return declare(settings(stack)).declared;
}

/** A copy that may be changed, and shares nothing with itself. */
export function copyOf<T>(value: T): Mutable<T> {
  return JSON.parse(JSON.stringify(value)) as Mutable<T>;
}

const { parts: devParts, declared: devDeclared } = declare(settings("dev"));

/** What is found after something of the dev stack was changed. */
export function findingsAfter(
  change: (parts: Parts, declared: Mutable<Declared>) => void,
): readonly Finding[] {
  const parts = copyOf(devParts) as Parts;
  const declared = copyOf(devDeclared);
  declared.parts = Object.values(parts);
  change(parts, declared);
  return findings(declared as Declared);
}

/** The same, in words: what is wrong, after the name of the check. */
export function faultsAfter(change: Parameters<typeof findingsAfter>[0]): readonly string[] {
  return findingsAfter(change).map(({ check, what }) => `${check}: ${what}`);
}
