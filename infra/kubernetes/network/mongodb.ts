import type { MongodbAddress } from "../../settings/mongodbAddress";
import { egressTo, type Egress } from "./egress";

/** The connections of MongoDB's clients. Only DNS knows the hosts of an SRV record. */
export function mongodbEgress({
  servers,
  port,
}: Pick<MongodbAddress, "servers" | "port">): readonly Egress[] {
  return servers.length > 0 ? egressTo(servers) : [{ kind: "anywhere", ports: [port] }];
}
