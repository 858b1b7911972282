import type { PublicIssuer } from "../../settings/certificates";
import { metadataOf, type Metadata } from "../../objects/metadata";
import type { NamespaceName } from "../../objects/names";
import type { Certificate, Issuer } from "../../objects/kubernetes";

const API_VERSION = "cert-manager.io/v1";

/** Who issues a certificate, as a Certificate names it. */
export type IssuerRef = Certificate["spec"]["issuerRef"];

export interface IssuerArgs {
  readonly name: string;
  /** Never the whole cluster's: keys of accounts and authorities stay in the namespaces that they are for. */
  readonly namespace: NamespaceName;
  readonly settings: PublicIssuer;
  /** The IngressClass through which an ACME server looks for its proof. */
  readonly ingressClass?: string;
}

/** What one kind of certificates is issued by in one namespace. */
export interface Issuance {
  readonly ref: IssuerRef;
  readonly objects: readonly (Issuer | Certificate)[];
}

/** The issuer that a stack asks for, with what it needs itself; nothing where it is there already. */
export function issuance({ name, namespace, settings, ingressClass }: IssuerArgs): Issuance {
  const { acme, ca, existing } = settings;
  const group = "cert-manager.io";
  if (existing) {
    return { ref: { group, kind: "ClusterIssuer", name: existing.clusterIssuer }, objects: [] };
  }
  const metadata = metadataOf(name, namespace, "certificates");
  const ref = { group, kind: "Issuer", name };
  if (acme) {
    // The typings are of a version before this field, which a controller reads that knows no annotations.
    const ingress: { readonly class?: string; readonly ingressClassName: string | undefined } = {
      ingressClassName: ingressClass,
    };
    const spec = {
      acme: {
        email: acme.email,
        server: acme.server,
        privateKeySecretRef: { name: `${name}-account` },
        solvers: [{ http01: { ingress } }],
      },
    };
    return { ref, objects: [issuer(metadata, spec)] };
  }
  if (ca) return { ref, objects: [issuer(metadata, { ca: { secretName: ca.secretName } })] };
  return { ref, objects: selfSigned(metadata) };
}

function issuer(metadata: Metadata, spec: Issuer["spec"]): Issuer {
  return { apiVersion: API_VERSION, kind: "Issuer", metadata, spec };
}

const TEN_YEARS = "87600h";

/** An authority of our own: signed by itself, and then the issuer of all others. */
function selfSigned(metadata: Metadata): readonly (Issuer | Certificate)[] {
  const first = { ...metadata, name: `${metadata.name}-self-signed` };
  const authority = { ...metadata, name: `${metadata.name}-authority` };
  return [
    issuer(first, { selfSigned: {} }),
    {
      apiVersion: API_VERSION,
      kind: "Certificate",
      // Whoever is handed it waits until it is there.
      metadata: { ...authority, annotations: { "pulumi.com/waitFor": "condition=Ready" } },
      spec: {
        isCA: true,
        commonName: authority.name,
        secretName: authority.name,
        // A new one is not trusted by those that have read the old one: none comes while anybody remembers this one.
        duration: TEN_YEARS,
        privateKey: { algorithm: "ECDSA", size: 256, rotationPolicy: "Never" },
        issuerRef: { group: "cert-manager.io", kind: "Issuer", name: first.name },
      },
    },
    issuer(metadata, { ca: { secretName: authority.name } }),
  ];
}

export interface CertificateArgs {
  readonly metadata: Metadata;
  /** The Secret that cert-manager puts it in: `tls.crt`, `tls.key` and, of whoever issued it, `ca.crt`. */
  readonly secretName: string;
  readonly dnsNames: readonly string[];
  readonly usages: readonly ("server auth" | "client auth")[];
  readonly issuerRef: IssuerRef;
  /** How long each is valid, and how long before its end the next comes. Left out: the issuer's, for most 90 and 30 days. */
  readonly lasts?: { readonly duration: string; readonly renewBefore: string };
}

/** A certificate of which each new one has a new key. */
export function certificate(args: CertificateArgs): Certificate {
  const { metadata, secretName, dnsNames, usages, issuerRef, lasts } = args;
  return {
    apiVersion: API_VERSION,
    kind: "Certificate",
    metadata,
    spec: {
      secretName,
      dnsNames: [...dnsNames],
      usages: ["digital signature", ...usages],
      privateKey: { algorithm: "ECDSA", size: 256, rotationPolicy: "Always" },
      ...lasts,
      issuerRef,
    },
  };
}
