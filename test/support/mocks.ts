import { registeredBy, type Registered } from "../../tools/render/mocks";

export type { Registered } from "../../tools/render/mocks";

/** Runs a part of the program and returns every registered resource as `type name`, sorted. */
export async function resourcesOf(program: () => unknown): Promise<readonly string[]> {
  return (await registered(program)).map(({ type, name }) => `${type} ${name}`).sort();
}

/** Runs a part of the program and returns every registered resource with its final inputs. */
export function registered(program: () => unknown): Promise<readonly Registered[]> {
  return registeredBy(program, (name) => `generated-${name}`);
}

/** The inputs of the only resource of a type. */
export function only(resources: readonly Registered[], type: string): Registered["inputs"] {
  const found = resources.filter((resource) => resource.type === type);
  if (found.length !== 1) throw new Error(`${found.length} resources are of type ${type}, not 1.`);
  return found[0]!.inputs;
}
