import type { SecretSource } from "../settings/secretSources";
import type { Metadata } from "./metadata";
import { SECRETS_FOLDER } from "./names";
import type { SecretShape } from "./objects";

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

/** The same, where only the name of the file is known. */
export function secretFile(key: string): string {
  return `${SECRETS_FOLDER}/${key}`;
}
