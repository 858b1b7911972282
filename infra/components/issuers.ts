import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource";
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

/** As much as cert-manager says of a certificate, and of what it has asked an issuer for. */
interface Status {
  /** Of a Certificate: how often it was issued. Left out: the first is about to be noted. */
  readonly revision?: number;
  /** Of a CertificateRequest: what the issuer answered, a PEM in base64. */
  readonly certificate?: string;
}

/**
 * The certificate of an authority, as its issuer answered cert-manager's request. The Secret has it, too, but with the
 * key, and whatever Pulumi reads it keeps in its state as a whole: https://github.com/pulumi/pulumi-kubernetes/issues/2300
 */
function shown(
  { apiVersion, metadata: { name, namespace } }: Certificate,
  made: pulumi.Resource & { readonly id: pulumi.Output<string> },
  parent: pulumi.Resource,
): pulumi.Output<string> {
  const read = (kind: string, id: pulumi.Output<string>) => {
    const args = { apiVersion, kind, status: undefined };
    const opts = { id, parent, dependsOn: [made] };
    const found = new CustomResource(`${name}-${namespace}-shown`, args, opts);
    return (found as unknown as { readonly status: pulumi.Output<Status | undefined> }).status;
  };
  // Not before it has been made, which a preview does not do.
  const issued = read(
    "Certificate",
    made.id.apply(() => `${namespace}/${name}`),
  );
  // Their names are stable: https://cert-manager.io/docs/usage/certificaterequest/
  const id = issued.apply((status) => `${namespace}/${name}-${status?.revision ?? 1}`);
  return pulumi.all([id, read("CertificateRequest", id)]).apply(([request, status]) => {
    if (status?.certificate === undefined) {
      throw new pulumi.RunError(
        `The CertificateRequest ${request} has no certificate. See what cert-manager says: kubectl -n ${namespace} describe certificate ${name}`,
      );
    }
    return Buffer.from(status.certificate, "base64").toString();
  });
}
