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

/** Sends a GET to any pod of a Service and returns the answer. @param path without a leading slash */
export type AskService = (path: string) => Promise<string>;

/**
 * A Service of the deployed stack, to be queried as a pod would.
 *
 * @throws Error if it has no port of that name
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
