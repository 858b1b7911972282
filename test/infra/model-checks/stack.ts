import type { Server, Workload } from "../../../infra/kubernetes/server";
import type { PodTemplate } from "../../../infra/objects/kubernetes";
import { podTemplateOf } from "../../../infra/kubernetes/workload";
import { findings, type StackModel, type Finding } from "../../../infra/model-checks";
import { buildStack } from "../../../infra/plan";
import type { StackName } from "../../../tools/render/render";
import { settings } from "../../support/stacks";

export type Mutable<T> = T extends object ? { -readonly [K in keyof T]: Mutable<T[K]> } : T;
type Parts = Mutable<Required<ReturnType<typeof buildStack>["parts"]>>;

/** A mutable workload of a stack. */
export type MutablePiece = Mutable<Workload>;

/** The servers among some workloads, which have fields that other workloads may lack. */
export function serversOf(workloads: readonly MutablePiece[]): Mutable<Server>[] {
  return workloads.filter((workload): workload is Mutable<Server> => "service" in workload);
}

/** The pod spec of a workload: the object itself, which may be changed. */
export function podOf({ resource }: MutablePiece): Mutable<NonNullable<PodTemplate["spec"]>> {
  return templateOf(resource).spec!;
}

export function templateOf(resource: MutablePiece["resource"]): Mutable<PodTemplate> {
  return podTemplateOf(resource);
}

/** The model of one of our stacks. */
export function declaredBy(stack: StackName): StackModel {
  return buildStack(settings(stack)).declared;
}

/** A deep copy that may be changed. */
export function copyOf<T>(value: T): Mutable<T> {
  return JSON.parse(JSON.stringify(value)) as Mutable<T>;
}

const { parts: devParts, declared: devDeclared } = buildStack(settings("dev"));

/** The findings after a change to the dev stack. */
export function findingsAfter(
  change: (parts: Parts, declared: Mutable<StackModel>) => void,
): readonly Finding[] {
  const parts = copyOf(devParts) as Parts;
  const declared = copyOf(devDeclared);
  declared.workloads = Object.values(parts);
  change(parts, declared);
  return findings(declared as StackModel);
}

/** The same as text: the name of the check, and what is wrong. */
export function faultsAfter(change: Parameters<typeof findingsAfter>[0]): readonly string[] {
  return findingsAfter(change).map(({ check, what }) => `${check}: ${what}`);
}
