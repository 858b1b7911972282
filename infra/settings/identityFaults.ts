import { postgresAddress } from "./addresses";
import type { StackConfig } from "./schema";
import { REFERABLE_KEYS } from "./existingSecrets";
import { usedSecrets } from "./secrets";
import { OAUTH_WAYS, ROLES, type Roles, type SignIn } from "./signIn";
import type { Fault } from "./wording";

/** Settings of Grafana's database and of signing in that contradict each other. */
export function identityFaults(config: StackConfig): readonly Fault[] {
  const { signIn } = config.grafana;
  return [
    ...databaseFaults(config),
    ...referenceFaults(config),
    ...formFaults(signIn),
    ...roleFaults(signIn),
    ...ldapFaults(signIn),
    ...(config.production ? clearFaults(config) : []),
  ];
}

function* databaseFaults(config: StackConfig): Iterable<Fault> {
  const { replicas, database } = config.grafana;
  if (!database) {
    if (replicas > 1) {
      yield {
        path: "grafana.replicas",
        message: `must be 1 without grafana.database, got ${replicas}: each replica would have its own users and sessions, in a file on its volume`,
      };
    }
    return;
  }
  const app = postgresAddress(config.postgres, config.namespaces.application.name);
  const { host, port, name, user } = database;
  if (host !== app.host || port !== app.port) return;
  if (name === app.database) {
    yield {
      path: "grafana.database.name",
      message: `must differ from the application's on ${host}:${port}, got ${name}: Grafana would create its tables in the application's database`,
    };
  }
  if (user === app.users.backend) {
    yield {
      path: "grafana.database.user",
      message: `must differ from the application's on ${host}:${port}, got ${user}: Grafana could read customers' data`,
    };
  }
}

/** A reference that nothing reads does not serve the purpose that it was set for. */
function* referenceFaults(config: StackConfig): Iterable<Fault> {
  const used: readonly string[] = usedSecrets(config);
  for (const key of REFERABLE_KEYS) {
    const reference = config.existingSecrets[key];
    if (!reference || used.includes(key)) continue;
    yield {
      path: `existingSecrets.${key}`,
      message: `must be left out because nothing needs it, got ${reference.secretName}`,
    };
  }
}

function* formFaults(signIn: SignIn): Iterable<Fault> {
  if (signIn.loginForm) return;
  const ways = OAUTH_WAYS.filter((way) => signIn[way]);
  if (signIn.ldap) {
    yield {
      path: "grafana.signIn.loginForm",
      message:
        "must be true with grafana.signIn.ldap, got false: users enter their passwords in the form",
    };
  } else if (ways.length === 0) {
    yield {
      path: "grafana.signIn.loginForm",
      message: `must be true without any of ${OAUTH_WAYS.join(", ")}, got false: nobody could sign in`,
    };
  }
}

function* roleFaults(signIn: SignIn): Iterable<Fault> {
  for (const way of [...OAUTH_WAYS, "ldap"] as const) {
    const { roles } = signIn[way] ?? {};
    if (!roles) continue;
    const path = `grafana.signIn.${way}.roles`;
    const groups = ROLES.flatMap((role) => roles[role] ?? []);
    if (groups.length === 0) {
      yield {
        path,
        message: `must give at least one group a role, ${ROLES.join(" or ")}, got none: nobody could sign in`,
      };
    }
    yield* twice(path, roles);
  }
  const { github } = signIn;
  for (const role of ROLES) {
    for (const team of github?.roles[role] ?? []) {
      const organization = team.slice(1, team.indexOf("/"));
      if (!github?.allowedOrganizations.includes(organization)) {
        yield {
          path: `grafana.signIn.github.roles.${role}`,
          message: `must be teams of grafana.signIn.github.allowedOrganizations, got ${team}: members of other organizations cannot sign in`,
        };
      }
    }
  }
}

function* twice(path: string, roles: Roles): Iterable<Fault> {
  for (const [index, role] of ROLES.entries()) {
    for (const group of roles[role] ?? []) {
      const above = ROLES.slice(0, index).find((other) => roles[other]?.includes(group));
      if (above) {
        yield {
          path: `${path}.${role}`,
          message: `must not repeat a group of ${above}, got ${group}: it has the higher role already`,
        };
      }
    }
  }
}

/** A directory's ports, and those of Active Directory's global catalog. */
const LDAP_PORTS: Readonly<Record<"clear" | "encrypted", readonly number[]>> = {
  clear: [389, 3268],
  encrypted: [636, 3269],
};

/** Attributes of groups that list the distinguished names of their members, in filters such as `(member=%s)`. */
const LISTS_NAMES = /\((member|uniqueMember)(:[\d.]+:)?=%s\)/i;
const LISTS_USER_NAMES = /\(memberUid=%s\)/i;
const IS_DISTINGUISHED_NAME = /^(dn|distinguishedName|entryDN)$/i;

function* ldapFaults({ ldap }: SignIn): Iterable<Fault> {
  if (!ldap) return;
  const { port, startTls, groupSearch } = ldap;
  if (!startTls && LDAP_PORTS.clear.includes(port)) {
    yield {
      path: "grafana.signIn.ldap.port",
      message: `must not be ${port} without grafana.signIn.ldap.startTls, got ${port}: connections to that port do not start with TLS`,
    };
  }
  if (startTls && LDAP_PORTS.encrypted.includes(port)) {
    yield {
      path: "grafana.signIn.ldap.startTls",
      message: `must be false with grafana.signIn.ldap.port ${port}, got true: connections to that port start with TLS`,
    };
  }
  if (!groupSearch) return;
  const { filter, userAttribute } = groupSearch;
  const replaced = userAttribute ?? ldap.attributes.username;
  const [, lists] = LISTS_NAMES.exec(filter) ?? [];
  if (lists !== undefined && !IS_DISTINGUISHED_NAME.test(replaced)) {
    yield {
      path: "grafana.signIn.ldap.groupSearch.userAttribute",
      message: `must be dn, because ${lists} lists distinguished names, got ${userAttribute ?? "none"}: with ${replaced}, nobody would be in any group`,
    };
  }
  if (LISTS_USER_NAMES.test(filter) && IS_DISTINGUISHED_NAME.test(replaced)) {
    yield {
      path: "grafana.signIn.ldap.groupSearch.userAttribute",
      message: `must be the attribute with the name of the user, such as uid, because memberUid lists these, got ${replaced}: nobody would be in any group`,
    };
  }
}

/** Without TLS, passwords, tokens and identities would cross the network unencrypted. */
function* clearFaults({ grafana: { database, signIn } }: StackConfig): Iterable<Fault> {
  if (database?.sslMode === "disable") {
    yield {
      path: "grafana.database.sslMode",
      message: `must be verify-full or require in prod, got ${database.sslMode}: sessions would cross the network unencrypted`,
    };
  }
  for (const key of ["authUrl", "tokenUrl", "apiUrl"] as const) {
    const url = signIn.genericOauth?.[key];
    if (url !== undefined && !url.startsWith("https://")) {
      yield {
        path: `grafana.signIn.genericOauth.${key}`,
        message: `must be https in prod, got ${url}: an eavesdropper could sign in as somebody else`,
      };
    }
  }
}
