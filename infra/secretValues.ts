import * as pulumi from "@pulumi/pulumi";

import { generatedPassword } from "./settings/passwords";
import type { StackSecrets } from "./settings/secrets";
import type { SecretSource } from "./settings/secretSources";

interface Sources {
  readonly given: StackSecrets;
  /** The certificate of cert-manager's self-signed authority in the application's namespace. Left out: there is none. */
  readonly applicationAuthority?: pulumi.Output<string> | undefined;
}

/**
 * The value of each secret. A generated password is the same for every server that uses it.
 *
 * @param opts the options of the generated passwords
 * @returns throws pulumi.RunError if a secret is not set
 */
export function secretValues(
  { given, applicationAuthority }: Sources,
  opts?: pulumi.CustomResourceOptions,
): (source: SecretSource) => pulumi.Input<string> {
  const madeUp = new Map<string, pulumi.Output<string>>();
  const generated = (name: string): pulumi.Output<string> => {
    const password = madeUp.get(name) ?? generatedPassword(name, opts);
    madeUp.set(name, password);
    return password;
  };
  const valueOf = (source: SecretSource): pulumi.Input<string> => {
    switch (source.from) {
      case "given":
        return given[source.key] ?? missing(`${source.key} is not set`);
      case "generated":
        return generated(source.name);
      case "application authority":
        return (
          applicationAuthority ??
          missing("the application's namespace has no certificate authority")
        );
      case "composed": {
        const values = Object.entries(source.of).map(([name, each]) => [name, valueOf(each)]);
        const all = Object.fromEntries(values) as Readonly<Record<string, pulumi.Input<string>>>;
        return pulumi.output(all).apply(source.text);
      }
    }
  };
  return valueOf;
}

function missing(what: string): never {
  throw new pulumi.RunError(`A secret has no value: ${what}. The stack's secrets must include it.`);
}
