import type { Part, Piece } from "../../../infra/kubernetes/server";
import type { PodTemplate } from "../../../infra/objects/kubernetes";
import { podTemplateOf } from "../../../infra/kubernetes/workload";
import { findings, type Declared, type Finding } from "../../../infra/model-checks";
import { declare } from "../../../infra/plan";
import type { StackName } from "../../../tools/render/render";
import { settings } from "../../support/stacks";

export type Mutable<T> = T extends object ? { -readonly [K in keyof T]: Mutable<T[K]> } : T;
type Parts = Mutable<Required<ReturnType<typeof declare>["parts"]>>;

/** A server or a task of a stack that may be changed. */
export type MutablePiece = Mutable<Piece>;

/** The servers among them, or what a server has and a task may have. */
export function serversOf(pieces: readonly MutablePiece[]): Mutable<Part>[] {
  return pieces.filter((piece): piece is Mutable<Part> => "service" in piece);
}

/** What the pods of one are made of: the very object, which may be changed. */
export function podOf({ workload }: MutablePiece): Mutable<NonNullable<PodTemplate["spec"]>> {
  return templateOf(workload).spec!;
}

export function templateOf(workload: MutablePiece["workload"]): Mutable<PodTemplate> {
  return podTemplateOf(workload);
}

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
