import type { StackConfig } from "../../settings/schema";
import type { Server } from "../server";
import { INGRESS_CLIENT, secretOf, speaksTls } from "./certificates";

/** What an Ingress of ingress-nginx has to say so that the controller speaks TLS to a server, knows it and is known. */
export function encryptedBackend(
  { service: { metadata }, tls }: Server,
  config: StackConfig,
): Readonly<Record<string, string>> {
  const { name, namespace } = metadata;
  if (!speaksTls(config) || !tls) return {};
  const prefix = "nginx.ingress.kubernetes.io";
  return {
    [`${prefix}/backend-protocol`]: "HTTPS",
    // Of the Ingress's own namespace: the controller reads no other, unless it is told to.
    [`${prefix}/proxy-ssl-secret`]: `${namespace}/${secretOf(INGRESS_CLIENT)}`,
    [`${prefix}/proxy-ssl-name`]: name,
    [`${prefix}/proxy-ssl-server-name`]: "on",
    [`${prefix}/proxy-ssl-verify`]: "on",
  };
}
