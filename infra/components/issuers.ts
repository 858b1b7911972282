import * as pulumi from "@pulumi/pulumi";

import type { Certificate, Issuer } from "../kubernetes/objects";
import { register } from "../kubernetes/register";

export interface IssuersArgs {
  readonly issuers: readonly (Issuer | Certificate)[];
  /** What has to be there before any of them: their namespaces, and cert-manager. */
  readonly after: readonly pulumi.Resource[];
}

/** Who issues certificates, in the namespaces that have any. */
export class Issuers extends pulumi.ComponentResource {
  constructor(name: string, args: IssuersArgs, opts?: pulumi.ComponentResourceOptions) {
    super("autodealgenie:monitoring:Issuers", name, {}, opts);
    const { issuers, after } = args;
    for (const each of issuers) register(each, { parent: this, dependsOn: [...after] });
    this.registerOutputs({});
  }
}
