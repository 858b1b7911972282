import type * as pulumi from "@pulumi/pulumi";
import { RandomPassword } from "@pulumi/random";

const LENGTH = 32;

/**
 * A password that the stack makes up once and keeps in its state, encrypted. Letters and digits alone, so that no
 * URL, configuration file or shell needs it quoted; 32 of them are 190 bits.
 */
export function generatedPassword(
  name: string,
  opts?: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  return new RandomPassword(name, { length: LENGTH, special: false }, opts).result;
}
