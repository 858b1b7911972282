import type { PublicIssuer } from "../../settings/certificates";
import { metadataOf, type Metadata } from "../../objects/metadata";
import type { NamespaceName } from "../../objects/names";
import type { Certificate, Issuer } from "../../objects/kubernetes";

const API_VERSION = "cert-manager.io/v1";

/** A reference to an issuer, as in a Certificate. */
export type IssuerRef = Certificate["spec"]["issuerRef"];

export interface IssuerArgs {
  readonly name: string;
  /** Never cluster-wide: the keys of accounts and authorities stay in the namespaces that use them. */
  readonly namespace: NamespaceName;
  readonly settings: PublicIssuer;
  /** The IngressClass for ACME challenges. */
  readonly ingressClass?: string;
}

/** The issuer of one kind of certificates in a namespace. */
export interface Issuance {
  readonly ref: IssuerRef;
  readonly objects: readonly (Issuer | Certificate)[];
}

/** The configured issuer with the objects that it needs; none if it exists already. */
export function issuance({ name, namespace, settings, ingressClass }: IssuerArgs): Issuance {
  const { acme, ca, existing } = settings;
  const group = "cert-manager.io";
  if (existing) {
    return { ref: { group, kind: "ClusterIssuer", name: existing.clusterIssuer }, objects: [] };
  }
  const metadata = metadataOf(name, namespace, "certificates");
  const ref = { group, kind: "Issuer", name };
  if (acme) {
    // The typings predate this field, which controllers without annotations read.
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

/** A self-signed authority, which issues all other certificates. */
function selfSigned(metadata: Metadata): readonly (Issuer | Certificate)[] {
  const first = { ...metadata, name: `${metadata.name}-self-signed` };
  const authority = { ...metadata, name: `${metadata.name}-authority` };
  return [
    issuer(first, { selfSigned: {} }),
    {
      apiVersion: API_VERSION,
      kind: "Certificate",
      // Other objects that use it wait until it exists.
      metadata: { ...authority, annotations: { "pulumi.com/waitFor": "condition=Ready" } },
      spec: {
        isCA: true,
        commonName: authority.name,
        secretName: authority.name,
        // Clients that have read the old one do not trust a new one, so it is only renewed after years.
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
  /** The Secret of the certificate: `tls.crt`, `tls.key` and `ca.crt`, its issuer. */
  readonly secretName: string;
  readonly dnsNames: readonly string[];
  readonly usages: readonly ("server auth" | "client auth")[];
  readonly issuerRef: IssuerRef;
  /**
   * How long each is valid, and how long before its expiry it is renewed. Left out: the issuer's defaults, usually 90 and 30
   * days.
   */
  readonly lasts?: { readonly duration: string; readonly renewBefore: string };
}

/** A certificate that gets a new key at each renewal. */
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
