/** The two namespaces: the stack that watches, and the application with its data services. */
export const MONITORING = "monitoring";
export const APPLICATION = "autodealgenie";
export type NamespaceName = typeof MONITORING | typeof APPLICATION;

/** Where a container finds its secrets, one file for each key. */
export const SECRETS_FOLDER = "/etc/secrets";

/** The address of a Service from any namespace of the cluster. */
export function clusterHost(service: string, namespace: NamespaceName): string {
  return `${service}.${namespace}.svc`;
}

/** Every such address in a text, with its port where it has one. */
export function clusterAddresses(
  text: string,
): readonly { host: string; service: string; namespace: string; port?: number }[] {
  const pattern = new RegExp(
    `(?<![\\w.-])(?:[a-z0-9-]+\\.)?([a-z0-9-]+)\\.(${MONITORING}|${APPLICATION})\\.svc(?::(\\d+))?`,
    "g",
  );
  return [...text.matchAll(pattern)].map(([host, service = "", namespace = "", port]) => ({
    host,
    service,
    namespace,
    ...(port === undefined ? {} : { port: Number(port) }),
  }));
}
