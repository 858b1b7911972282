import { AUTHORITY_PEM as AUTHORITY, INTERMEDIATE_PEM } from "../../support/certificate";
const ROLES = { viewer: ["everyone"] };
const OAUTH = {
  clientId: "grafana",
  authUrl: "https://sign-in.example/authorize",
  tokenUrl: "https://sign-in.example/token",
  apiUrl: "https://sign-in.example/userinfo",
};
const LDAP = {
  host: "directory.example",
  bindDn: "cn=grafana,dc=example",
  searchBaseDns: ["dc=example"],
  roles: { viewer: ["cn=everyone,dc=example"] },
};

/** Contradictory settings of who may sign in. */
export const IDENTITY_CONTRADICTIONS = [
  {
    title: "several Grafana replicas have separate databases",
    set: { grafana: { replicas: 2 } },
    only: "dev",
    told: "grafana.replicas: must be 1 without grafana.database, got 2",
  },
  {
    title: "Grafana uses the application's database",
    set: {
      postgres: { host: "db.example" },
      grafana: { database: { host: "db.example", name: "autodealgenie" } },
    },
    told: "grafana.database.name: must differ from the application's on db.example:5432, got autodealgenie",
  },
  {
    title: "Grafana connects as the application's database user",
    set: {
      postgres: { host: "db.example" },
      grafana: { database: { host: "db.example", user: "autodealgenie" } },
    },
    told: "grafana.database.user: must differ from the application's on db.example:5432, got autodealgenie",
  },
  {
    title: "the login form is disabled without another sign-in method",
    set: { grafana: { signIn: { loginForm: false } } },
    only: "dev",
    told: "grafana.signIn.loginForm: must be true without any of genericOauth, google, github, azureAd, got false",
  },
  {
    title: "the login form is disabled although LDAP users need it",
    set: { grafana: { signIn: { loginForm: false, ldap: LDAP } } },
    told: "grafana.signIn.loginForm: must be true with grafana.signIn.ldap, got false",
  },
  ...[389, 3268].map((port) => ({
    title: `LDAP on port ${port} without TLS from the start`,
    set: { grafana: { signIn: { ldap: { ...LDAP, port } } } },
    told: `grafana.signIn.ldap.port: must not be ${port} without grafana.signIn.ldap.startTls, got ${port}`,
  })),
  ...[636, 3269].map((port) => ({
    title: `LDAP on port ${port} with StartTLS`,
    set: { grafana: { signIn: { ldap: { ...LDAP, port, startTls: true } } } },
    told: `grafana.signIn.ldap.startTls: must be false with grafana.signIn.ldap.port ${port}, got true`,
  })),
  ...["(member=%s)", "(uniqueMember=%s)", "(&(cn=*)(member:1.2.840.113556.1.4.1941:=%s))"].map(
    (filter) => ({
      title: `groups with the filter ${filter} are searched by the name of the user`,
      set: {
        grafana: {
          signIn: { ldap: { ...LDAP, groupSearch: { baseDns: ["dc=example"], filter } } },
        },
      },
      told: "grafana.signIn.ldap.groupSearch.userAttribute: must be dn, because",
    }),
  ),
  {
    title: "groups that list the names of users are searched by distinguished names",
    set: {
      grafana: {
        signIn: {
          ldap: {
            ...LDAP,
            groupSearch: {
              baseDns: ["dc=example"],
              filter: "(&(objectClass=posixGroup)(memberUid=%s))",
              userAttribute: "dn",
            },
          },
        },
      },
    },
    told: "grafana.signIn.ldap.groupSearch.userAttribute: must be the attribute with the name of the user, such as uid, because memberUid lists these, got dn",
  },
  {
    title: "Redis is a cluster, whose nodes redirect their clients",
    set: { redis: { host: "clustercfg.cars.ab1cd.euc1.cache.amazonaws.com" } },
    told: "redis.host: must be a server, not the configuration endpoint of a cluster, got clustercfg.cars.ab1cd.euc1.cache.amazonaws.com",
  },
  ...["postgres", "redis"].map((server) => ({
    title: `${server} is trusted by an intermediate alone`,
    set: { [server]: { host: "server.example", certificateAuthority: INTERMEDIATE_PEM } },
    told: `${server}.certificateAuthority: must contain the root, which signed itself, got only CN=Example issuer`,
  })),
  {
    title: "Google sign-in gives no group a role",
    set: {
      grafana: {
        signIn: { google: { clientId: "grafana", allowedDomains: ["a.example"], roles: {} } },
      },
    },
    told: "grafana.signIn.google.roles: must give at least one group a role, admin or editor or viewer, got none",
  },
  {
    title: "a group has two roles",
    set: {
      grafana: {
        signIn: { genericOauth: { ...OAUTH, roles: { admin: ["everyone"], ...ROLES } } },
      },
    },
    told: "grafana.signIn.genericOauth.roles.viewer: must not repeat a group of admin, got everyone",
  },
  {
    title: "a GitHub team belongs to an organization that is not allowed",
    set: {
      grafana: {
        signIn: {
          github: {
            clientId: "grafana",
            allowedOrganizations: ["ours"],
            roles: { admin: ["@theirs/team"] },
          },
        },
      },
    },
    told: "grafana.signIn.github.roles.admin: must be teams of grafana.signIn.github.allowedOrganizations, got @theirs/team",
  },
  {
    title: "production connects to Grafana's database without TLS",
    set: { grafana: { database: { host: "db.example", sslMode: "disable" } } },
    only: "prod",
    told: "grafana.database.sslMode: must be verify-full or require in prod, got disable",
  },
  {
    title: "OAuth tokens cross the network in the clear",
    set: {
      grafana: {
        signIn: {
          genericOauth: { ...OAUTH, tokenUrl: "http://sign-in.example/token", roles: ROLES },
        },
      },
    },
    only: "prod",
    told: "grafana.signIn.genericOauth.tokenUrl: must be https in prod, got http://sign-in.example/token",
  },
  {
    title: "a certificate authority is set for a Redis without TLS",
    set: { redis: { tls: false, certificateAuthority: AUTHORITY } },
    only: "dev",
    told: "redis.certificateAuthority: must be left out without an external host that uses TLS",
  },
  {
    title: "Redis's password crosses the network in the clear",
    set: { redis: { tls: false } },
    only: "prod",
    told: "redis.tls: must be true in prod, got false",
  },
  {
    title: "the Ingress's certificate issuer has no kind",
    set: { ingress: { className: "nginx", issuer: {} } },
    only: "dev",
    told: "ingress.issuer: must be exactly one of its kinds, got none",
  },
  {
    title: "the issuer of internal certificates has two kinds",
    set: { internalTls: { issuer: { selfSigned: true, ca: { secretName: "authority" } } } },
    only: "dev",
    told: "internalTls.issuer: must be exactly one of its kinds, got ca and selfSigned",
  },
  {
    title: "Grafana's URL has a path although it is served by an Ingress",
    set: { grafana: { url: "https://ops.example/grafana" } },
    only: "prod",
    told: "grafana.url: must be https:// and a host name without a path with ingress, got https://ops.example/grafana",
  },
  {
    title: "the namespace of the ingress controller is missing",
    set: {
      ingress: { className: "nginx", issuer: { selfSigned: true } },
      grafana: { url: "https://grafana.example" },
    },
    only: "dev",
    told: "network.ingressNamespace: must name the namespace of the ingress controller with ingress, and is missing",
  },
] as const;
