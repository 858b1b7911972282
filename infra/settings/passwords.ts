import type * as pulumi from "@pulumi/pulumi";
import { RandomPassword } from "@pulumi/random";

const LENGTH = 32;

/**
 * A password that the stack generates once and keeps encrypted in its state. Only letters and digits, so that it needs
 * no quoting in a URL, a configuration file or a shell; 32 of them have 190 bits.
 */
export function generatedPassword(
  name: string,
  opts?: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  return new RandomPassword(name, { length: LENGTH, special: false }, opts).result;
}
