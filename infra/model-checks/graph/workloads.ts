import { kept } from "../../../signals/kept";
import { asksForAny, byLabels, type Labels } from "../../objects/labels";
import { unsharded } from "../../objects/names";
import type { Server, Workload } from "../../kubernetes/server";
import type { Container, KubernetesObject } from "../../objects/kubernetes";
import type { SecretShape } from "../../kubernetes/secret";
import { podTemplateOf } from "../../kubernetes/workload";
import type { Node } from "./graph";

/** The file of the component that makes a workload, which has the same name. */
export function placeOf({ resource }: Workload): string {
  const server = unsharded(resource.metadata.name);
  const name = server.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  return `infra/components/${name}.ts`;
}

/** An object as a node of its workload. */
export function objectNode(
  workload: Workload,
  object: KubernetesObject | (SecretShape & { readonly kind: "Secret" }),
): Node {
  return { kind: object.kind, name: nameOf(object), place: placeOf(workload) };
}

/** Its init containers, followed by its containers. */
export function containersOf({ resource }: Workload): readonly Container[] {
  const { initContainers = [], containers = [] } = podTemplateOf(resource).spec ?? {};
  return [...initContainers, ...containers];
}

export function podLabels({ resource }: Workload): Labels {
  return podTemplateOf(resource).metadata?.labels ?? {};
}

/** Its name, preceded by its namespace if it has one. */
export function nameOf({ metadata }: Pick<KubernetesObject, "metadata">): string {
  return "namespace" in metadata ? `${metadata.namespace}/${metadata.name}` : metadata.name;
}

/** The workloads whose pods a Service selects. */
export function partsBehind(
  { service }: Server,
  workloads: readonly Workload[],
): readonly Workload[] {
  return selectedParts(service.spec.selector, service.metadata.namespace, workloads);
}

const partsByPodLabels = kept((workloads: readonly Workload[]) => byLabels(workloads, podLabels));

/** The workloads of a namespace whose pods a selector selects: none if it has no labels. */
export function selectedParts(
  selector: Labels | undefined,
  namespace: string,
  workloads: readonly Workload[],
): readonly Workload[] {
  if (!asksForAny(selector)) return [];
  return partsWith(selector, namespace, workloads);
}

/** The workloads of a namespace whose pods have these labels: all of them if there are no labels. */
export function partsWith(
  labels: Labels | undefined,
  namespace: string,
  workloads: readonly Workload[],
): readonly Workload[] {
  return partsByPodLabels(workloads)(labels).filter(
    ({ resource }) => resource.metadata.namespace === namespace,
  );
}

/** Every text of a workload that may refer to something: its containers' variables and command lines, and its files. */
export function textsOf(
  workload: Workload,
): readonly { readonly at: string; readonly text: string }[] {
  const told = containersOf(workload).flatMap((container) => [
    ...(container.env ?? []).map(({ name, value = "" }) => ({ at: name, text: value })),
    ...[...(container.command ?? []), ...(container.args ?? []), ...probeCommands(container)].map(
      (text) => ({ at: "command line", text }),
    ),
  ]);
  const written = workload.configMaps.flatMap(({ data = {} }) =>
    Object.entries(data).map(([at, text]) => ({ at, text })),
  );
  return [...told, ...written];
}

/** The same, as far as the addresses in it are those that the workload itself connects to. */
export function connectingTextsOf(workload: Workload): ReturnType<typeof textsOf> {
  return textsOf(workload).map(({ at, text }) => ({
    at,
    text: at === "prometheus.yml" ? withoutProbed(text) : text,
  }));
}

/** Without the servers that an exporter is to connect to: they are parameters of a scrape, and the label `instance`. */
function withoutProbed(scrapeConfig: string): string {
  return scrapeConfig
    .replaceAll(/^( *)params:\n(?:\1 +.*\n)+/gm, "")
    .replaceAll(/^ *(?:- )?replacement: .*$/gm, "");
}

function probeCommands({ startupProbe, readinessProbe, livenessProbe }: Container) {
  return [startupProbe, readinessProbe, livenessProbe].flatMap(
    (probe) => probe?.exec?.command ?? [],
  );
}
