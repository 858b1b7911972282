import type { KubeObject } from "../../../lab/deploy/object";
import { labObjects, stackObjects } from "../../../lab/deploy/stack";

/** Every object of the local cluster, Grafana's included. */
export async function everything(): Promise<readonly KubeObject[]> {
  const stack = await stackObjects({ timeScale: 1 });
  return [...labObjects(stack), ...stack];
}

/** The object of a kind and a name, of which there must be one. */
export function find(objects: readonly KubeObject[], kind: string, name: string): KubeObject {
  const [found, ...more] = objects.filter(
    (each) => each.kind === kind && each.metadata.name === name,
  );
  if (found === undefined || more.length > 0) throw new Error(`There is not one ${kind} ${name}.`);
  return found;
}
