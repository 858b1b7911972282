import { endpointsOf } from "../kubernetes/endpoints";
import type { Workload } from "../kubernetes/server";
import { clusterAddresses, type Namespaces } from "../objects/names";
import { connectingTextsOf, nameOf } from "./graph/workloads";

/** Files in which addresses are links for people, not for the server itself. */
const LINKS = /^([\w-]+\.(json|ini|tmpl)|alerts\.yml)$/;

/**
 * Whether a workload declares exactly the connections that its configuration contains: its network policy allows what
 * it declares. Others' Services, in a namespace that is shared with them, may be declared without being visible here:
 * their addresses may be in Secrets, or among the links.
 *
 * @param workloads all of the stack, whose Services are its own
 */
export function egressFaults(
  workload: Workload,
  workloads: readonly Workload[],
  namespaces: Namespaces,
): readonly string[] {
  const told = connectingTextsOf(workload)
    .filter(({ at, text }) => !LINKS.test(at) && !text.startsWith("--web.external-url="))
    .flatMap(({ at, text }) =>
      clusterAddresses(text, namespaces).map((address) => ({
        where: `${nameOf(workload.resource)}, ${at}`,
        ...address,
      })),
    );
  const asked = workload.egress.flatMap((ask) =>
    ask.kind === "address" ? [{ host: inShort(ask.host), port: ask.port }] : [],
  );
  const services = new Set(workloads.flatMap(endpointsOf).map(({ service }) => nameOf(service)));
  const isOurs = (host: string) =>
    clusterAddresses(host, namespaces).some(({ service, namespace }) =>
      services.has(`${namespace}/${service}`),
    );
  return [
    ...told
      .filter(
        ({ host, port }) =>
          !asked.some((ask) => ask.host === host && ask.port === (port ?? ask.port)),
      )
      .map(
        ({ where, host, port }) =>
          `${where} leads to ${host}${port === undefined ? "" : `:${port}`}, which is not in the egress of ${nameOf(workload.resource)}: no NetworkPolicy allows the connection`,
      ),
    ...asked
      .filter(({ host }) => isOurs(host))
      .filter(({ host }) => !told.some((address) => address.host === host))
      .map(
        ({ host, port }) =>
          `the egress of ${nameOf(workload.resource)} has ${host}:${port}, which none of its settings name`,
      ),
  ];
}

/** A Service's name without the cluster's domain, as addresses in texts are compared. */
const inShort = (host: string) => host.toLowerCase().replace(/\.svc(\..*)?$/, ".svc");
