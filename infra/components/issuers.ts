import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource";
import * as pulumi from "@pulumi/pulumi";

import type { Certificate, Issuer } from "../objects/kubernetes";
import { register } from "../kubernetes/register";

export interface IssuersArgs {
  /** The namespace of the application. */
  readonly application: string;
  readonly issuers: readonly (Issuer | Certificate)[];
  /** What must exist first: the namespaces and cert-manager. */
  readonly after: readonly pulumi.Resource[];
}

/** The issuers of certificates, in the namespaces that need one. */
export class Issuers extends pulumi.ComponentResource {
  /** The certificate, in PEM, of the self-signed authority in the application's namespace. Left out: there is none. */
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

/** The status of a Certificate, and of the CertificateRequest for it. */
interface Status {
  /** Of a Certificate: how often it was issued. Left out: the first time is not recorded yet. */
  readonly revision?: number;
  /** Of a CertificateRequest: the issuer's answer, PEM in base64. */
  readonly certificate?: string;
}

/**
 * The certificate of an authority, from the issuer's answer to cert-manager's request. The Secret has it as well, but with the
 * key, and Pulumi keeps whole Secrets that it reads in its state: https://github.com/pulumi/pulumi-kubernetes/issues/2300
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
  // Only after it has been issued, which does not happen in a preview.
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
