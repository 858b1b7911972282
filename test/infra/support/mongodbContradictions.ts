import { OPTIONAL } from "./completeSettings";
import type { Contradiction } from "./contradiction";

const { certificateAuthority } = OPTIONAL;
const HOSTS = ["mongo-a.example", "mongo-b.example"];

export const MONGODB_CONTRADICTIONS: readonly Contradiction[] = [
  {
    title: "MongoDB has no external hosts in prod",
    set: { mongodb: {} },
    only: "prod",
    told: "mongodb.hosts: must name the external hosts in prod, and is missing",
  },
  {
    title: "production connects to MongoDB without TLS",
    set: { mongodb: { hosts: HOSTS, tls: false } },
    only: "prod",
    told: "mongodb.tls: must be true in prod, got false",
  },
  {
    title: "MongoDB uses an SRV record with two hosts",
    set: { mongodb: { hosts: HOSTS, srv: true } },
    told: "mongodb.srv: must be false unless mongodb.hosts has exactly one name, that of the SRV record, got 2 hosts",
  },
  {
    title: "MongoDB's cluster in Atlas is taken for a server",
    set: { mongodb: { hosts: ["cars.ab1cd.mongodb.net"] } },
    told: "mongodb.srv: must be true with cars.ab1cd.mongodb.net, got false",
  },
  {
    title: "a replica set is named for the MongoDB that the stack deploys",
    set: { mongodb: { replicaSet: "cars" } },
    only: "dev",
    told: "mongodb.replicaSet: must be left out without mongodb.hosts, got cars",
  },
  {
    title: "a certificate authority is set for a MongoDB without TLS",
    set: { mongodb: { hosts: HOSTS, tls: false, certificateAuthority } },
    only: "dev",
    told: "mongodb.certificateAuthority: must be left out without an external host that uses TLS",
  },
  {
    title: "a client certificate is set for a MongoDB without TLS",
    set: { mongodb: { hosts: HOSTS, tls: false, clientCertificate: certificateAuthority } },
    only: "dev",
    told: "mongodb.clientCertificate: must be left out without an external host that uses TLS",
  },
  {
    title: "MongoDB sign-in by certificate lacks a client certificate",
    set: { mongodb: { hosts: HOSTS, signIn: "certificate" } },
    told: "mongodb.signIn: must be password without mongodb.clientCertificate, got certificate",
  },
  {
    title: "MongoDB uses an SRV record with an IP address",
    set: { mongodb: { hosts: ["10.0.0.1"], srv: true } },
    told: "mongodb.srv: must be false unless the host is a name with a domain, got true for 10.0.0.1",
  },
];
