import { APPLICATION, MONITORING } from "../../signals/namespaces";

export { APPLICATION, MONITORING };
/** Either of a stack's namespaces, by its name. */
export type NamespaceName = string;

/** The names of a stack's namespaces: of what watches, and of the application with its data services. */
export interface Namespaces {
  readonly monitoring: NamespaceName;
  readonly application: NamespaceName;
}

/** Those of a stack that says nothing. */
export const DEFAULT_NAMESPACES: Namespaces = { monitoring: MONITORING, application: APPLICATION };

/** The namespace that cert-manager's chart is installed in, and the name of all that it makes. */
export const CERT_MANAGER = "cert-manager";
/** Where Prometheus looks for targets: with ours, the namespaces of those whom it watches as well. */
export type WatchedNamespace = string;

/** Where a container finds its secrets, one file for each key. */
export const SECRETS_FOLDER = "/etc/secrets";

/** The file there of one key. */
export function secretFile(key: string): string {
  return `${SECRETS_FOLDER}/${key}`;
}

const OF_SHARD = /-shard-\d+$/;

/** What a server is called of which there are several shards: the first keeps the name that it has without others. */
export function shardName(server: string, index: number): string {
  return index === 0 ? server : `${server}-shard-${index}`;
}

/** Whether something is called as what belongs to a shard beyond the first. */
export function isOfShard(name: string): boolean {
  return OF_SHARD.test(name);
}

/** The name of a server, whichever of its shards is meant. */
export function unsharded(name: string): string {
  return name.replace(OF_SHARD, "");
}

/** The address of a Service from any namespace of the cluster. */
export function clusterHost(service: string, namespace: NamespaceName): string {
  return `${service}.${namespace}.svc`;
}

/** Where DNS says at which ports of a Service's pods a named port is served. */
export function srvName(port: string, service: string, namespace: NamespaceName): string {
  return `_${port}._tcp.${clusterHost(service, namespace)}`;
}

/** Every such address of a stack in a text, with its port where it has one: that of an SRV name is for DNS to say. */
export function clusterAddresses(
  text: string,
  { monitoring, application }: Namespaces,
): readonly { host: string; service: string; namespace: string; port?: number }[] {
  const pattern = new RegExp(
    `(?<![\\w.-])(?:_[a-z]+\\._tcp\\.)?(?<host>(?:[a-z0-9-]+\\.)?(?<service>[a-z0-9-]+)\\.(?<namespace>${monitoring}|${application})\\.svc)(?::(?<port>\\d+))?`,
    "g",
  );
  return [...text.matchAll(pattern)].map(({ groups = {} }) => {
    const { host = "", service = "", namespace = "", port } = groups;
    return { host, service, namespace, ...(port !== undefined && { port: Number(port) }) };
  });
}
