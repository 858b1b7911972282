import { search } from "jmespath";
import { parse } from "smol-toml";

import { keysOf } from "../../../infra/kubernetes/secret";
import { signInSettings, type SignIn } from "../../../infra/settings/signIn";
import { grafanaIni } from "../../../infra/rendered-config/grafana";
import { ldapToml } from "../../../infra/rendered-config/grafanaLdap";
import { rolePath } from "../../../infra/rendered-config/grafanaSignIn";
import { toIni } from "../../../infra/rendered-config/ini";
import { neededSecrets } from "../../../infra/settings/secrets";
import { plan } from "../../../infra/plan";
import { parseIni } from "../../../tools/review/model/ini";
import { settings } from "../../support/stacks";
import { AUTHORITY_PEM as AUTHORITY } from "../../support/certificate";

const GROUPS = ["032cb8e0-1111-4111-8111-000000000001", "032cb8e0-1111-4111-8111-000000000002"];

const ways = signInSettings.parse({
  genericOauth: {
    name: "Dealer",
    clientId: "grafana",
    authUrl: "https://sign-in.example/authorize",
    tokenUrl: "https://sign-in.example/token",
    apiUrl: "https://sign-in.example/userinfo",
    groupsClaim: "realm_access.roles",
    allowedDomains: ["dealer.example", "lot.example"],
    roles: { admin: ["ops"], editor: ["dev", "data"], viewer: ["support"] },
    certificateAuthority: AUTHORITY,
  },
  google: {
    clientId: "g.apps.example",
    allowedDomains: ["dealer.example"],
    roles: { admin: ["ops@dealer.example"], viewer: ["all@dealer.example"] },
  },
  github: {
    clientId: "Iv1.abc",
    allowedOrganizations: ["dealer"],
    roles: { editor: ["@dealer/dev"] },
  },
  azureAd: {
    clientId: "4513b7ea-3b91-438f-b7e4-e3e54af91470",
    tenantId: "4513b7ea-3b91-438f-b7e4-e3e54af91471",
    roles: { admin: [GROUPS[0]], viewer: [GROUPS[1]] },
  },
  ldap: {
    host: "directory.example",
    certificateAuthority: AUTHORITY,
    bindDn: "cn=grafana,dc=example",
    searchBaseDns: ["ou=people,dc=example"],
    groupSearch: {
      baseDns: ["ou=groups,dc=example"],
      filter: "(member=%s)",
      userAttribute: "dn",
    },
    roles: {
      viewer: ['cn="everyone",dc=example'],
      admin: ["cn=ops,dc=example"],
    },
  },
});

const iniOf = (signIn: SignIn, url = "https://grafana.example") =>
  parseIni(toIni(grafanaIni({ url, signIn, internalTls: false })));

describe("grafana.ini", () => {
  const ini = iniOf(ways);
  const common = {
    enabled: "true",
    allow_sign_up: "true",
    use_pkce: "true",
    role_attribute_strict: "true",
    allow_assign_grafana_admin: "false",
  };

  it("admits members of groups with a role through generic OAuth", () => {
    expect(ini["auth.generic_oauth"]).toEqual({
      ...common,
      client_id: "grafana",
      client_secret: "$__file{/etc/secrets/generic-oauth-client-secret}",
      name: "Dealer",
      auth_url: "https://sign-in.example/authorize",
      token_url: "https://sign-in.example/token",
      api_url: "https://sign-in.example/userinfo",
      scopes: "openid profile email groups",
      groups_attribute_path: "realm_access.roles",
      allowed_groups: "ops dev data support",
      allowed_domains: "dealer.example lot.example",
      role_attribute_path:
        "realm_access.roles[?@ == 'ops'] && 'Admin' || realm_access.roles[?@ == 'dev' || @ == 'data'] && 'Editor' || realm_access.roles[?@ == 'support'] && 'Viewer'",
      tls_client_ca: "/etc/grafana/authorities/oauth.pem",
    });
  });

  it("admits users of the allowed domains through Google, with roles by group", () => {
    expect(ini["auth.google"]).toEqual({
      ...common,
      client_id: "g.apps.example",
      client_secret: "$__file{/etc/secrets/google-client-secret}",
      scopes: "openid email profile https://www.googleapis.com/auth/cloud-identity.groups.readonly",
      allowed_domains: "dealer.example",
      validate_hd: "true",
      allowed_groups: "ops@dealer.example all@dealer.example",
      role_attribute_path:
        "groups[?@ == 'ops@dealer.example'] && 'Admin' || groups[?@ == 'all@dealer.example'] && 'Viewer'",
    });
  });

  it("admits members of the allowed organizations through GitHub, with roles by team", () => {
    expect(ini["auth.github"]).toEqual({
      ...common,
      client_id: "Iv1.abc",
      client_secret: "$__file{/etc/secrets/github-client-secret}",
      scopes: "user:email read:org",
      allowed_organizations: "dealer",
      role_attribute_path: "groups[?@ == '@dealer/dev'] && 'Editor'",
    });
  });

  it("admits users of one tenant through Azure AD, with roles by group in organization 1", () => {
    const tenant = "https://login.microsoftonline.com/4513b7ea-3b91-438f-b7e4-e3e54af91471";
    expect(ini["auth.azuread"]).toEqual({
      ...common,
      client_id: "4513b7ea-3b91-438f-b7e4-e3e54af91470",
      client_secret: "$__file{/etc/secrets/azure-ad-client-secret}",
      client_authentication: "client_secret_post",
      scopes: "openid email profile",
      auth_url: `${tenant}/oauth2/v2.0/authorize`,
      token_url: `${tenant}/oauth2/v2.0/token`,
      allowed_organizations: "4513b7ea-3b91-438f-b7e4-e3e54af91471",
      allowed_groups: GROUPS.join(" "),
      org_mapping: `${GROUPS[0]}:1:Admin ${GROUPS[1]}:1:Viewer`,
    });
  });

  it("refers to ldap.toml for LDAP", () => {
    expect(ini["auth.ldap"]).toEqual({
      enabled: "true",
      config_file: "/etc/grafana/ldap.toml",
      allow_sign_up: "true",
    });
  });

  it("disables anonymous access and registration", () => {
    for (const each of [ini, iniOf(signInSettings.parse(undefined))]) {
      expect(each["auth.anonymous"]).toEqual({ enabled: "false" });
      expect(each.users).toEqual({ allow_sign_up: "false", allow_org_create: "false" });
    }
  });

  it("restricts cookies and pages to TLS if Grafana's URL is https", () => {
    expect(ini.security).toMatchObject({
      cookie_secure: "true",
      cookie_samesite: "lax",
      strict_transport_security: "true",
      strict_transport_security_max_age_seconds: "31536000",
      content_security_policy: "true",
    });
    expect(iniOf(ways, "http://127.0.0.1:3001").security).not.toHaveProperty(
      "strict_transport_security",
    );
  });

  it("disables the login form and basic authentication if `loginForm` is false", () => {
    expect(ini).not.toHaveProperty("auth");
    const formless = iniOf({ ...ways, ldap: undefined, loginForm: false });
    expect(formless.auth).toEqual({ disable_login_form: "true" });
    expect(formless["auth.basic"]).toEqual({ enabled: "false" });
  });

  it("contains no sign-in method that a stack does not set", () => {
    const none = iniOf(signInSettings.parse(undefined));
    expect(Object.keys(none).filter((section) => section.startsWith("auth"))).toEqual([
      "auth.anonymous",
    ]);
  });
});

/** Grafana's role for an answer: anything but a string is no role, and with role_attribute_strict access is denied. */
const roleOf = (said: unknown, path: string): string | undefined => {
  const found: unknown = search(said, path);
  return typeof found === "string" ? found : undefined;
};

describe("the role of a user", () => {
  const roles = { admin: ["ops"], editor: ["dev", "data"], viewer: ["support"] };
  const path = rolePath(roles);

  it.each([
    [["ops"], "Admin"],
    [["dev"], "Editor"],
    [["data", "unheard-of"], "Editor"],
    [["support"], "Viewer"],
    [["support", "dev", "ops"], "Admin"],
    [["OPS"], undefined],
    [["ops-read"], undefined],
    [["'ops'"], undefined],
    [[], undefined],
  ])("in the groups %j is %s", (groups, role) => {
    expect(roleOf({ groups, email: "a@b.example" }, path)).toBe(role);
  });

  it.each([
    {},
    { groups: null },
    { groups: "ops" },
    { groups: { ops: true } },
    { groups: [["ops"]] },
  ])("is undefined if %j lists no groups in the expected form", (said) => {
    expect(roleOf(said, path)).toBeUndefined();
  });

  it("is found at the configured claim path", () => {
    const deep = rolePath(roles, "realm_access.roles");
    expect(roleOf({ realm_access: { roles: ["offline", "data"] } }, deep)).toBe("Editor");
    expect(roleOf({ groups: ["ops"] }, deep)).toBeUndefined();
  });

  it("is assigned even if only some roles have groups", () => {
    expect(roleOf({ groups: ["@dealer/dev"] }, rolePath({ editor: ["@dealer/dev"] }))).toBe(
      "Editor",
    );
  });
});

describe("ldap.toml", () => {
  it("connects to the directory over TLS and maps groups to roles, the highest first", () => {
    expect(parse(ldapToml(ways.ldap!))).toEqual({
      servers: [
        {
          host: "directory.example",
          port: 636,
          use_ssl: true,
          start_tls: false,
          ssl_skip_verify: false,
          min_tls_version: "TLS1.2",
          root_ca_cert: "/etc/grafana/authorities/ldap.pem",
          bind_dn: "cn=grafana,dc=example",
          bind_password: "$__file{/etc/secrets/ldap-bind-password}",
          search_filter: "(uid=%s)",
          search_base_dns: ["ou=people,dc=example"],
          group_search_filter: "(member=%s)",
          group_search_base_dns: ["ou=groups,dc=example"],
          group_search_filter_user_attribute: "dn",
          attributes: {
            username: "uid",
            name: "givenName",
            surname: "sn",
            email: "mail",
            member_of: "memberOf",
          },
          group_mappings: [
            { group_dn: "cn=ops,dc=example", org_role: "Admin", org_id: 1 },
            { group_dn: 'cn="everyone",dc=example', org_role: "Viewer", org_id: 1 },
          ],
        },
      ],
    });
  });
});

it.each([
  "cn=grafana,ou=service accounts,dc=dealer,dc=io",
  "CN=Doe\\, Jane,OU=People,DC=dealer,DC=io",
  "grafana@corp.dealer.io",
  "CORP\\grafana",
])("the account %s can look others up, and reaches ldap.toml as it is", (bindDn) => {
  const { signIn } = settings("dev", {
    grafana: { signIn: { ldap: { ...ways.ldap!, bindDn } } },
  }).grafana;
  expect(parse(ldapToml(signIn.ldap!))).toMatchObject({ servers: [{ bind_dn: bindDn }] });
});

it.each(["grafana", "@dealer.io", "grafana@", "CORP\\", "a b@dealer.io", "$x@dealer.io"])(
  "the account %j is rejected",
  (bindDn) => {
    const signIn = { ldap: { ...ways.ldap!, bindDn } };
    expect(() => settings("dev", { grafana: { signIn } })).toThrow(
      /grafana\.signIn\.ldap\.bindDn: must be an account such as/,
    );
  },
);

it("IDs of Azure may be in capitals, and are written in small letters, as its tokens have them", () => {
  const id = "4513B7EA-3B91-438F-B7E4-E3E54AF91470";
  const azureAd = { clientId: id, tenantId: id, roles: { viewer: [id] } };
  const { signIn } = settings("dev", { grafana: { signIn: { azureAd } } }).grafana;
  const small = id.toLowerCase();
  expect(signIn.azureAd).toMatchObject({
    clientId: small,
    tenantId: small,
    roles: { viewer: [small] },
  });
});

describe("a Grafana with several replicas", () => {
  const config = settings("prod", {
    grafana: { database: { certificateAuthority: AUTHORITY }, signIn: ways },
  });
  const { grafana } = plan(config);
  const files = Object.assign({}, ...grafana.configMaps.map(({ data }) => data)) as Record<
    string,
    string
  >;

  it("keeps users and sessions in a database whose certificate it verifies", () => {
    const ini = parseIni(files["grafana.ini"]!);
    expect(ini.database).toEqual({
      type: "postgres",
      host: "grafana-db.autodealgenie.example:5432",
      name: "grafana",
      user: "grafana",
      password: "$__file{/etc/secrets/database-password}",
      ssl_mode: "verify-full",
      ca_cert_path: "/etc/grafana/authorities/database.pem",
      max_open_conn: "10",
    });
    expect(ini.remote_cache).toEqual({ type: "database" });
    expect(ini.unified_alerting).toEqual({ enabled: "false" });
  });

  it("has no persistent volume, and so can have two replicas", () => {
    expect(grafana.resource.spec).toMatchObject({ replicas: 2 });
    expect(grafana.resource.spec).not.toHaveProperty("volumeClaimTemplates");
    expect(grafana.resource.metadata.name).toBe("grafana");
    const { volumes } = grafana.resource.spec.template.spec!;
    expect(volumes).toContainEqual({ name: "data", emptyDir: { sizeLimit: "64Mi" } });
  });

  it("spreads its replicas, and allows one disruption at a time", () => {
    expect(grafana.budget!.spec).toMatchObject({ maxUnavailable: 1 });
    expect(grafana.resource.spec.template.spec!.topologySpreadConstraints).toHaveLength(2);
  });

  it("has the files and secrets that its configuration names, and may reach the servers it calls", () => {
    for (const authority of ["database", "oauth", "ldap"]) {
      expect(files[`${authority}.pem`]).toBe(AUTHORITY);
    }
    expect(keysOf(grafana.secret!)).toEqual([
      "admin-password",
      "secret-key",
      "database-password",
      "generic-oauth-client-secret",
      "google-client-secret",
      "github-client-secret",
      "azure-ad-client-secret",
      "ldap-bind-password",
    ]);
    expect(neededSecrets(config)).toEqual(
      expect.arrayContaining([
        "grafanaDatabasePassword",
        "genericOauthClientSecret",
        "googleClientSecret",
        "githubClientSecret",
        "azureAdClientSecret",
        "ldapBindPassword",
      ]),
    );
    expect(grafana.egress).toEqual(
      expect.arrayContaining([
        { kind: "address", host: "grafana-db.autodealgenie.example", port: 5432 },
        { kind: "address", host: "sign-in.example", port: 443 },
        { kind: "address", host: "directory.example", port: 636 },
        { kind: "anywhere", ports: [443], named: true },
      ]),
    );
  });
});
