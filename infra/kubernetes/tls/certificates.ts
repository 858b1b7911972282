import type { StackConfig } from "../../settings/schema";
import { metadataOf } from "../../objects/metadata";
import { namesOf } from "../../settings/namespaces";
import { clusterHost, type NamespaceName } from "../../objects/names";
import type { Certificate, Issuer, Service } from "../../objects/kubernetes";
import { certificate, issuance } from "./issuers";
import type { ServerTls } from "./server";

const ISSUER = "internal";
/** The ingress controller's, by which it shows servers of ours who it is. */
export const INGRESS_CLIENT = "ingress-client";

/** Whether servers of ours talk to each other by TLS. */
export function speaksTls({ internalTls }: StackConfig): boolean {
  return internalTls?.enabled === true;
}

/** The Secret of a certificate of this name. */
export function secretOf(name: string): string {
  return `${name}-tls`;
}

/** What a server shows to whoever connects to one of its Services. */
export function serverCertificate(
  { metadata }: Service,
  { isClient, alsoNamed = [], lasts }: ServerTls,
  config: StackConfig,
): Certificate {
  const { name, namespace, labels } = metadata;
  const host = clusterHost(name, namespace);
  return certificate({
    metadata: { name, namespace, labels },
    secretName: secretOf(name),
    dnsNames: [name, host, `*.${host}`, ...alsoNamed],
    usages: isClient ? ["server auth", "client auth"] : ["server auth"],
    issuerRef: internalIssuance(namespace, config).ref,
    ...(lasts && { lasts }),
  });
}

/** Who issues the certificates that servers of ours in a namespace know each other by. */
export function internalIssuance(namespace: NamespaceName, { internalTls }: StackConfig) {
  return issuance({
    name: ISSUER,
    namespace,
    settings: internalTls?.issuer ?? {},
  });
}

/** Who issues those certificates, in both namespaces, and those of the ingress controller, where people come through one. */
export function internalIssuers(config: StackConfig): readonly (Issuer | Certificate)[] {
  if (!speaksTls(config)) return [];
  const { ingress } = config;
  const { monitoring, application } = namesOf(config.namespaces);
  const leads = new Set([monitoring, ...(ingress?.backendHost === undefined ? [] : [application])]);
  return [monitoring, application].flatMap((namespace) => {
    const { ref, objects } = internalIssuance(namespace, config);
    if (ingress?.enabled !== true || !leads.has(namespace)) return objects;
    return [
      ...objects,
      certificate({
        metadata: metadataOf(INGRESS_CLIENT, namespace, "certificates"),
        secretName: secretOf(INGRESS_CLIENT),
        dnsNames: [INGRESS_CLIENT],
        usages: ["client auth"],
        issuerRef: ref,
      }),
    ];
  });
}
