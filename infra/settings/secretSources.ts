import type { ObjectStorage } from "./objectStorage";
import { storageKeys, type SecretKey } from "./secrets";

/** Where the value of one key of a Secret comes from. Plain data: no value is known before a stack is deployed. */
export type SecretSource =
  /** Whoever deploys the stack sets it, under this configuration key. */
  | { readonly from: "given"; readonly key: SecretKey }
  /** The stack generates it once and keeps it in its state, under this name. */
  | { readonly from: "generated"; readonly name: string }
  /** cert-manager creates it: the CA certificate of the application's namespace. */
  | { readonly from: "application authority" }
  /** A file that contains other secrets. */
  | {
      readonly from: "composed";
      readonly of: Readonly<Record<string, SecretSource>>;
      readonly text: (values: Readonly<Record<string, string>>) => string;
      /** The configuration key under which a stack may name an existing Secret that has the whole file. */
      readonly existingAs?: SecretKey;
    };

/** A secret that people provide under a configuration key. */
export function given(key: SecretKey): SecretSource {
  return { from: "given", key };
}

/** A secret that the stack generates, under this name in its state. */
export function generated(name: string): SecretSource {
  return { from: "generated", name };
}

/**
 * A file that contains other secrets.
 *
 * @param text makes the file from the value of each, by the same names
 */
export function composed<N extends string>(
  of: Readonly<Record<N, SecretSource>>,
  text: (values: Readonly<Record<N, string>>) => string,
  existingAs?: SecretKey,
): SecretSource {
  return { from: "composed", of, text, ...(existingAs !== undefined && { existingAs }) };
}

/** A file that contains the keys of a bucket, as far as its type has them. */
export function composedOfStorageKeys(
  storage: ObjectStorage,
  text: (keys: Readonly<Partial<Record<SecretKey, string>>>) => string,
): SecretSource {
  const of = Object.fromEntries(storageKeys(storage).map((key) => [key, given(key)]));
  return { from: "composed", of, text };
}

/** The configuration key under which a stack may refer to an existing Secret for this source. */
export function existingKey(source: SecretSource): SecretKey | undefined {
  if (source.from === "given") return source.key;
  return source.from === "composed" ? source.existingAs : undefined;
}
