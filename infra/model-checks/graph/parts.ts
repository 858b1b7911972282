import { kept } from "../../../signals/kept";
import { asksForAny, byLabels, type Labels } from "../../objects/labels";
import { unsharded } from "../../objects/names";
import type { Part, Piece } from "../../kubernetes/server";
import type { Container, KubernetesObject } from "../../objects/kubernetes";
import type { SecretShape } from "../../kubernetes/secret";
import { podTemplateOf } from "../../kubernetes/workload";
import type { Node } from "./graph";

/** The file of the component that makes a part: it is named after the part. */
export function placeOf({ workload }: Piece): string {
  const server = unsharded(workload.metadata.name);
  const name = server.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  return `infra/components/${name}.ts`;
}

/** An object as a node of its part. */
export function objectNode(
  part: Piece,
  object: KubernetesObject | (SecretShape & { readonly kind: "Secret" }),
): Node {
  return { kind: object.kind, name: nameOf(object), place: placeOf(part) };
}

/** Its containers, after those that have to end before these start. */
export function containersOf({ workload }: Piece): readonly Container[] {
  const { initContainers = [], containers = [] } = podTemplateOf(workload).spec ?? {};
  return [...initContainers, ...containers];
}

export function podLabels({ workload }: Piece): Labels {
  return podTemplateOf(workload).metadata?.labels ?? {};
}

/** Its name, after its namespace where it belongs to one. */
export function nameOf({ metadata }: Pick<KubernetesObject, "metadata">): string {
  return "namespace" in metadata ? `${metadata.namespace}/${metadata.name}` : metadata.name;
}

/** The parts whose pods a part's Service leads to. */
export function partsBehind({ service }: Part, parts: readonly Piece[]): readonly Piece[] {
  return selectedParts(service.spec.selector, service.metadata.namespace, parts);
}

const partsByPodLabels = kept((parts: readonly Piece[]) => byLabels(parts, podLabels));

/** The parts of a namespace whose pods a selector finds: none where it asks for no label. */
export function selectedParts(
  selector: Labels | undefined,
  namespace: string,
  parts: readonly Piece[],
): readonly Piece[] {
  if (!asksForAny(selector)) return [];
  return partsWith(selector, namespace, parts);
}

/** The parts of a namespace whose pods have some labels: all where none is wanted. */
export function partsWith(
  labels: Labels | undefined,
  namespace: string,
  parts: readonly Piece[],
): readonly Piece[] {
  return partsByPodLabels(parts)(labels).filter(
    ({ workload }) => workload.metadata.namespace === namespace,
  );
}

/** Every text of a part that may point somewhere: what its containers are told, and its files. */
export function textsOf(part: Piece): readonly { readonly at: string; readonly text: string }[] {
  const told = containersOf(part).flatMap((container) => [
    ...(container.env ?? []).map(({ name, value = "" }) => ({ at: name, text: value })),
    ...[...(container.command ?? []), ...(container.args ?? []), ...probeCommands(container)].map(
      (text) => ({ at: "command line", text }),
    ),
  ]);
  const written = part.configMaps.flatMap(({ data = {} }) =>
    Object.entries(data).map(([at, text]) => ({ at, text })),
  );
  return [...told, ...written];
}

function probeCommands({ startupProbe, readinessProbe, livenessProbe }: Container) {
  return [startupProbe, readinessProbe, livenessProbe].flatMap(
    (probe) => probe?.exec?.command ?? [],
  );
}
