import type { StackConfig } from "./schema";
import type { Fault } from "./wording";

/** Settings of MongoDB that cannot be so together. */
export function* mongodbFaults({ mongodb, production }: StackConfig): Iterable<Fault> {
  if (!mongodb) return;
  const { hosts, srv, tls, replicaSet, certificateAuthority } = mongodb;
  if (production && hosts === undefined) {
    yield {
      path: "mongodb.hosts",
      message:
        "must name the external hosts in prod, and is missing: the program runs data services only in dev",
    };
  }
  if (production && !tls) {
    yield {
      path: "mongodb.tls",
      message:
        "must be true in prod, got false: what users searched for would cross the network in the clear",
    };
  }
  if (srv && hosts?.length !== 1) {
    yield {
      path: "mongodb.srv",
      message: `must be false unless mongodb.hosts is the one name of a record, got ${hosts?.length ?? 0} hosts`,
    };
  }
  if (hosts === undefined && replicaSet !== undefined) {
    yield {
      path: "mongodb.replicaSet",
      message: `must be left out without mongodb.hosts, got ${replicaSet}: the one deployed here is no replica set`,
    };
  }
  if (certificateAuthority !== undefined && (hosts === undefined || !tls)) {
    yield {
      path: "mongodb.certificateAuthority",
      message: "must be left out where there is no external host that speaks TLS, got one",
    };
  }
}
