import type { Labels } from "../labels";
import type { AccessRule, Container, KubernetesObject, Part } from "../objects";

export type { Labels } from "../labels";
export type { Container, Part } from "../objects";

export function containersOf({ workload }: Part): readonly Container[] {
  return workload.spec.template.spec?.containers ?? [];
}

export function podLabels({ workload }: Part): Labels {
  return workload.spec.template.metadata?.labels ?? {};
}

export function nameOf({ metadata }: Exclude<KubernetesObject, AccessRule>): string {
  return `${metadata.namespace}/${metadata.name}`;
}

/** Every text of a part that may point somewhere: what its containers are told, and its files. */
export function textsOf(part: Part): readonly { where: string; text: string }[] {
  const told = containersOf(part).flatMap((container) => [
    ...(container.env ?? []).map(({ name, value = "" }) => ({ where: name, text: value })),
    ...[...(container.command ?? []), ...(container.args ?? []), ...probeCommands(container)].map(
      (text) => ({ where: "its command line", text }),
    ),
  ]);
  const written = part.configMaps.flatMap(({ data = {} }) =>
    Object.entries(data).map(([where, text]) => ({ where, text })),
  );
  const workload = nameOf(part.workload);
  return [...told, ...written].map(({ where, text }) => ({ where: `${workload}, ${where}`, text }));
}

function probeCommands({ startupProbe, readinessProbe, livenessProbe }: Container) {
  return [startupProbe, readinessProbe, livenessProbe].flatMap(
    (probe) => probe?.exec?.command ?? [],
  );
}
