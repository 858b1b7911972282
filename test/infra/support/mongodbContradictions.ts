import { OPTIONAL } from "./completeSettings";
import type { Contradiction } from "./contradiction";

const { certificateAuthority } = OPTIONAL;
const HOSTS = ["mongo-a.example", "mongo-b.example"];

export const MONGODB_CONTRADICTIONS: readonly Contradiction[] = [
  {
    title: "the program is to run MongoDB in prod",
    set: { mongodb: {} },
    only: "prod",
    told: "mongodb.hosts: must name the external hosts in prod, and is missing",
  },
  {
    title: "searches cross the network in the clear",
    set: { mongodb: { hosts: HOSTS, tls: false } },
    only: "prod",
    told: "mongodb.tls: must be true in prod, got false",
  },
  {
    title: "two hosts are the one name of a record",
    set: { mongodb: { hosts: HOSTS, srv: true } },
    told: "mongodb.srv: must be false unless mongodb.hosts has exactly one name, that of the SRV record, got 2 hosts",
  },
  {
    title: "the one MongoDB deployed here is a replica set",
    set: { mongodb: { replicaSet: "cars" } },
    only: "dev",
    told: "mongodb.replicaSet: must be left out without mongodb.hosts, got cars",
  },
  {
    title: "an authority is trusted for a MongoDB that shows no certificate",
    set: { mongodb: { hosts: HOSTS, tls: false, certificateAuthority } },
    only: "dev",
    told: "mongodb.certificateAuthority: must be left out without an external host that uses TLS",
  },
  {
    title: "a client certificate is shown to a MongoDB that speaks no TLS",
    set: { mongodb: { hosts: HOSTS, tls: false, clientCertificate: certificateAuthority } },
    only: "dev",
    told: "mongodb.clientCertificate: must be left out without an external host that uses TLS",
  },
  {
    title: "people are to be known by certificates that they do not have",
    set: { mongodb: { hosts: HOSTS, signIn: "certificate" } },
    told: "mongodb.signIn: must be password without mongodb.clientCertificate, got certificate",
  },
  {
    title: "an address has an SRV record",
    set: { mongodb: { hosts: ["10.0.0.1"], srv: true } },
    told: "mongodb.srv: must be false unless the host is a name with a domain, got true for 10.0.0.1",
  },
];
