import type { StackConfig } from "../../settings/schema";
import type { Server } from "../server";
import { INGRESS_CLIENT, secretOf, speaksTls } from "./certificates";

/** The annotations with which ingress-nginx uses TLS to a server, verifies it, and presents its client certificate. */
export function encryptedBackend(
  { service: { metadata }, tls }: Server,
  config: StackConfig,
): Readonly<Record<string, string>> {
  const { name, namespace } = metadata;
  if (!speaksTls(config) || !tls) return {};
  const prefix = "nginx.ingress.kubernetes.io";
  return {
    [`${prefix}/backend-protocol`]: "HTTPS",
    // In the Ingress's own namespace: by default the controller reads no other.
    [`${prefix}/proxy-ssl-secret`]: `${namespace}/${secretOf(INGRESS_CLIENT)}`,
    [`${prefix}/proxy-ssl-name`]: name,
    [`${prefix}/proxy-ssl-server-name`]: "on",
    [`${prefix}/proxy-ssl-verify`]: "on",
  };
}
