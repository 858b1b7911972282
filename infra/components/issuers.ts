import { Secret } from "@pulumi/kubernetes/core/v1/secret";
import * as pulumi from "@pulumi/pulumi";

import type { Certificate, Issuer } from "../objects/kubernetes";
import { register } from "../kubernetes/register";

export interface IssuersArgs {
  /** The namespace of the application. */
  readonly application: string;
  readonly issuers: readonly (Issuer | Certificate)[];
  /** What has to be there before any of them: their namespaces, and cert-manager. */
  readonly after: readonly pulumi.Resource[];
}

/** Who issues certificates, in the namespaces that have any. */
export class Issuers extends pulumi.ComponentResource {
  /** The certificate, in PEM, of the authority that is made up in the application's namespace. Left out: none is. */
  readonly applicationAuthority?: pulumi.Output<string>;

  constructor(name: string, args: IssuersArgs, opts?: pulumi.ComponentResourceOptions) {
    super("autodealgenie:monitoring:Issuers", name, {}, opts);
    const { issuers, after } = args;
    for (const each of issuers) {
      const made = register(each, { parent: this, dependsOn: [...after] });
      if (
        each.kind === "Certificate" &&
        each.spec.isCA &&
        each.metadata.namespace === args.application
      ) {
        this.applicationAuthority = shown(each, made, this);
      }
    }
    this.registerOutputs({});
  }
}

/** The certificate that cert-manager has put into the Secret of an authority. Its key stays there. */
function shown(
  { metadata: { namespace }, spec: { secretName } }: Certificate,
  made: pulumi.Resource & { readonly id: pulumi.Output<string> },
  parent: pulumi.Resource,
): pulumi.Output<string> {
  // Not before it has been made, which a preview does not do.
  const id = made.id.apply(() => `${namespace}/${secretName}`);
  const secret = Secret.get(`${secretName}-${namespace}`, id, { parent, dependsOn: [made] });
  return secret.data.apply((data) => {
    const encoded = data["tls.crt"];
    if (encoded === undefined) {
      throw new pulumi.RunError(
        `The Secret ${namespace}/${secretName} has no tls.crt. See what cert-manager says: kubectl -n ${namespace} describe certificate`,
      );
    }
    return Buffer.from(encoded, "base64").toString();
  });
}
