import { certificateFor } from "../certificates";
import type { KubeObject } from "./object";

type Plain = KubeObject & Readonly<Record<string, unknown>>;

const GROUP = "cert-manager.io";

interface Certificate extends KubeObject {
  readonly spec: {
    readonly secretName: string;
    /** An authority has none. */
    readonly dnsNames?: readonly string[];
  };
}

/**
 * For each Certificate of a stack the Secret that cert-manager would make of it, of the cluster's own authority in
 * place of its issuer's.
 */
export async function certificateSecrets(
  stack: readonly KubeObject[],
): Promise<readonly KubeObject[]> {
  const wanted = stack.filter(
    ({ apiVersion, kind }) => apiVersion === `${GROUP}/v1` && kind === "Certificate",
  ) as unknown as readonly Certificate[];
  const made: Plain[] = [];
  for (const { metadata, spec } of wanted) {
    const { certificate, key, authority } = await certificateFor({
      name: `${metadata.namespace ?? "default"}-${metadata.name}`,
      hosts: spec.dnsNames ?? [metadata.name],
    });
    made.push({
      apiVersion: "v1",
      kind: "Secret",
      metadata: { ...metadata, name: spec.secretName },
      type: "kubernetes.io/tls",
      stringData: { "tls.crt": certificate, "tls.key": key, "ca.crt": authority },
    });
  }
  return made;
}
