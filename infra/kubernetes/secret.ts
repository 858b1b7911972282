import type { SecretSource } from "../settings/secretSources";
import type { Metadata } from "../objects/metadata";
import { secretFile } from "../objects/names";

/** A Secret without its values, which are only known during deployment: it has the source of each. */
export interface SecretShape<K extends string = string> {
  readonly metadata: Metadata;
  /** By key. Keys are the names of the files that a container sees. */
  readonly sources: Readonly<Partial<Record<K, SecretSource>>>;
}

/** A server's Secret: the files in its secrets folder, with the source of each value. */
export function secretOf<K extends string>(
  metadata: Metadata,
  sources: Readonly<Partial<Record<K, SecretSource>>>,
): SecretShape<K> {
  return { metadata, sources };
}

/** The keys of a Secret, in the order of their declaration. */
export function keysOf<K extends string>({ sources }: SecretShape<K>): readonly K[] {
  return Object.keys(sources) as K[];
}

/** The path of a Secret's value in a container. */
export function fileOf<K extends string>(_: SecretShape<K>, key: K): string {
  return secretFile(key);
}
