import { isIP } from "node:net";

import { MONGODB_AUTH_SOURCE, MONGODB_DATABASE, MONGODB_USERS } from "./mongodbUsers";
import { nameFaults, userNames } from "./nameFaults";
import type { MongodbSettings } from "./mongodb";
import type { StackConfig } from "./schema";
import type { Fault } from "./wording";

/** A cluster of Atlas, whose servers have names such as cluster0-shard-00-00.ab1cd.mongodb.net. */
const ATLAS_CLUSTER = /^(?!.*-shard-\d)[\w-]+\.\w+\.mongodb\.net$/;

/** Settings of MongoDB that contradict each other. */
export function* mongodbFaults({ mongodb, production }: StackConfig): Iterable<Fault> {
  if (!mongodb) return;
  const { hosts, srv, tls, replicaSet, certificateAuthority, clientCertificate, signIn } = mongodb;
  const { retryWrites } = mongodb;
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
        "must be true in prod, got false: what users searched for would cross the network unencrypted",
    };
  }
  if (srv && hosts?.length !== 1) {
    yield {
      path: "mongodb.srv",
      message: `must be false unless mongodb.hosts has exactly one name, that of the SRV record, got ${hosts?.length ?? 0} hosts`,
    };
  }
  const [name = ""] = hosts ?? [];
  if (srv && hosts?.length === 1 && (isIP(name) !== 0 || !name.includes("."))) {
    yield {
      path: "mongodb.srv",
      message: `must be false unless the host is a name with a domain, got true for ${name}, which can have no SRV record`,
    };
  }
  const cluster = srv ? undefined : hosts?.find((host) => ATLAS_CLUSTER.test(host));
  if (cluster !== undefined) {
    yield {
      path: "mongodb.srv",
      message: `must be true with ${cluster}, got false: that is the name of an SRV record, and no server has it`,
    };
  }
  yield* namesFaults(mongodb);
  if (!retryWrites && hosts === undefined) {
    yield {
      path: "mongodb.retryWrites",
      message: "must be left out without mongodb.hosts, got false",
    };
  }
  if (hosts === undefined && replicaSet !== undefined) {
    yield {
      path: "mongodb.replicaSet",
      message: `must be left out without mongodb.hosts, got ${replicaSet}: the MongoDB that the stack deploys is not a replica set`,
    };
  }
  for (const [name, value] of Object.entries({ certificateAuthority, clientCertificate })) {
    if (value !== undefined && (hosts === undefined || !tls)) {
      yield {
        path: `mongodb.${name}`,
        message: "must be left out without an external host that uses TLS, got one",
      };
    }
  }
  if (signIn === "certificate" && clientCertificate === undefined) {
    yield {
      path: "mongodb.signIn",
      message: "must be password without mongodb.clientCertificate, got certificate",
    };
  }
}

/** Names that the server has already, or that nothing uses. */
function* namesFaults({ hosts, signIn, database, users, authSource }: MongodbSettings) {
  const usersNames = {
    ...userNames(users),
    "authSource.backend": authSource.backend,
    "authSource.exporter": authSource.exporter,
  };
  const ownUsers = {
    ...userNames(MONGODB_USERS),
    "authSource.backend": MONGODB_AUTH_SOURCE,
    "authSource.exporter": MONGODB_AUTH_SOURCE,
  };
  if (hosts === undefined) {
    yield* nameFaults(
      "mongodb",
      { database, ...usersNames },
      { database: MONGODB_DATABASE, ...ownUsers },
      (name) =>
        `without mongodb.hosts, got ${name}: the MongoDB that the stack deploys has its own database and users`,
    );
  } else if (signIn === "certificate") {
    yield* nameFaults(
      "mongodb",
      usersNames,
      ownUsers,
      (name) =>
        `with mongodb.signIn certificate, got ${name}: the users are the subjects of their certificates`,
    );
  }
}
