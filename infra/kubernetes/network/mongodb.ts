import type { MongodbAddress } from "../../settings/mongodbAddress";
import { egressTo, egressToMembers, type Egress } from "./egress";

/**
 * The connections of MongoDB's clients. Only DNS knows the hosts of an SRV record: those of a Service in the cluster are
 * pods of its namespace, as its own name is.
 */
export function mongodbEgress({
  servers,
  record,
  port,
}: Pick<MongodbAddress, "servers" | "record" | "port">): readonly Egress[] {
  if (servers.length > 0) return egressToMembers(servers);
  return record === undefined
    ? [{ kind: "anywhere", ports: [port], named: true }]
    : egressTo([{ host: record, port }]);
}
