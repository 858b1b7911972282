import type { StackConfig } from "../../settings/schema";
import type { Service } from "../objects";
import { INGRESS_CLIENT, secretOf, speaksTls } from "./certificates";
import { TLS_SERVERS } from "./servers";

/** What an Ingress of ingress-nginx has to say so that the controller speaks TLS to a server, knows it and is known. */
export function encryptedBackend(
  { metadata }: Service,
  config: StackConfig,
): Readonly<Record<string, string>> {
  const { name, namespace } = metadata;
  if (!speaksTls(config) || !(name in TLS_SERVERS)) return {};
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
