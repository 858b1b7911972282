import type { NamespaceName } from "../../infra/objects/names";
import { kubectl, kubectlGet } from "../cluster/kubectl";
import { askInside } from "./inside";
import { securedServer } from "./secured";

interface Service {
  readonly spec: {
    readonly clusterIP: string;
    readonly ports: readonly { readonly name: string; readonly port: number }[];
  };
}

/** What whichever pod of a Service answers to a GET. @param path without a slash at its head */
export type AskService = (path: string) => Promise<string>;

/**
 * A Service of the stack that the cluster holds, to be asked as a pod asks it.
 *
 * @throws Error where it has no port of that name
 */
export async function serviceAt(
  name: string,
  namespace: NamespaceName,
  port: string,
): Promise<AskService> {
  const server = securedServer(name, namespace);
  if (server === undefined) {
    const of = `/api/v1/namespaces/${namespace}/services/${name}:${port}/proxy`;
    return (path) => kubectl(["get", "--raw", `${of}/${path}`]);
  }
  const { spec } = await kubectlGet<Service>(["service", name, `--namespace=${namespace}`]);
  const number = spec.ports.find((each) => each.name === port)?.port;
  if (number === undefined) throw new Error(`The Service ${name} has no port ${port}.`);
  return (path) => askInside(`${spec.clusterIP}:${String(number)}`, server, path);
}
