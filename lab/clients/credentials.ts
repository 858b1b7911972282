import { INGRESS_CLIENT } from "../../infra/kubernetes/tls/certificates";
import { MONITORING } from "../../infra/objects/names";
import { kubectlGet } from "../cluster/kubectl";
import type { KubeObject } from "../deploy/object";
import { certificatesIn, type Wanted } from "../deploy/certManager";
import { writeWhole } from "../../tools/files";
import { CREDENTIALS } from "./secured";

/**
 * Saves to files the client certificate that the ingress controller would present to a stack's servers, and the
 * authority by which it would verify them: people come through that controller, which does not run here. Does nothing
 * if the stack has no certificate for it. Each namespace may have its own authority.
 */
export async function keepCredentials(stack: readonly KubeObject[]): Promise<void> {
  const clients = certificatesIn(stack).filter(({ metadata }) => metadata.name === INGRESS_CLIENT);
  const read = await Promise.all(clients.map(secretOf));
  const shown = read[clients.findIndex(({ metadata }) => metadata.namespace === MONITORING)];
  if (shown === undefined) return;
  const authorities = new Set(read.map((secret) => secret["ca.crt"]));
  writeWhole(CREDENTIALS.ca, [...authorities].join(""));
  writeWhole(CREDENTIALS.cert, shown["tls.crt"] ?? "");
  writeWhole(CREDENTIALS.key, shown["tls.key"] ?? "");
}

/** The data of a certificate's Secret, by key. */
export async function secretOf({
  metadata: { namespace },
  spec: { secretName },
}: Wanted): Promise<Readonly<Record<string, string>>> {
  const { data } = await kubectlGet<{ data: Readonly<Record<string, string>> }>([
    "secret",
    secretName,
    `--namespace=${namespace ?? "default"}`,
  ]);
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [key, Buffer.from(value, "base64").toString()]),
  );
}
