import type { SecretSource } from "../settings/secretSources";
import type { Metadata } from "../objects/metadata";
import { secretFile } from "../objects/names";

/** A Secret without its values, which are known only while deploying: it says where each comes from. */
export interface SecretShape<K extends string = string> {
  readonly metadata: Metadata;
  /** By key. The keys are the names of the files that a container sees. */
  readonly sources: Readonly<Partial<Record<K, SecretSource>>>;
}

/** A server's Secret: the files that it finds in its folder of secrets, and where what is in each comes from. */
export function secretOf<K extends string>(
  metadata: Metadata,
  sources: Readonly<Partial<Record<K, SecretSource>>>,
): SecretShape<K> {
  return { metadata, sources };
}

/** The keys of a Secret, in the order in which they are declared. */
export function keysOf<K extends string>({ sources }: SecretShape<K>): readonly K[] {
  return Object.keys(sources) as K[];
}

/** Where a container finds one of its Secret's values. */
export function fileOf<K extends string>(_: SecretShape<K>, key: K): string {
  return secretFile(key);
}
