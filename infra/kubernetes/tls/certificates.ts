import type { StackConfig } from "../../settings/schema";
import { metadataOf } from "../../objects/metadata";
import { namesOf } from "../../settings/namespaces";
import { clusterHost, type NamespaceName } from "../../objects/names";
import type { Certificate, Issuer, Service } from "../../objects/kubernetes";
import { certificate, issuance } from "./issuers";
import type { ServerTls } from "./server";

const ISSUER = "internal";
/** The ingress controller's client certificate for the stack's servers. */
export const INGRESS_CLIENT = "ingress-client";

/** Whether the stack's servers use TLS for each other. */
export function speaksTls({ internalTls }: StackConfig): boolean {
  return internalTls?.enabled === true;
}

/** The Secret of a certificate of this name. */
export function secretOf(name: string): string {
  return `${name}-tls`;
}

/** The server certificate for the Services of a server. */
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

/** The issuer of internal certificates in a namespace. */
export function internalIssuance(namespace: NamespaceName, { internalTls }: StackConfig) {
  return issuance({
    name: ISSUER,
    namespace,
    settings: internalTls?.issuer ?? {},
  });
}

/** The issuers of internal certificates in both namespaces, and for the ingress controller if users come through one. */
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
