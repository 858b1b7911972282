import { stringify } from "smol-toml";

import { ROLES, type Ldap } from "../settings/signIn";
import { authorityFile, fromFile } from "./grafanaFiles";
import { ROLE_NAMES } from "./grafanaSignIn";

/** ldap.toml: one directory server, whose certificate is always verified. Members of no mapped group are rejected. */
export function ldapToml(ldap: Ldap): string {
  const { groupSearch, attributes, certificateAuthority } = ldap;
  return stringify({
    servers: [
      {
        host: ldap.host,
        port: ldap.port,
        use_ssl: true,
        start_tls: ldap.startTls,
        ssl_skip_verify: false,
        min_tls_version: "TLS1.2",
        ...(certificateAuthority !== undefined && { root_ca_cert: authorityFile("ldap") }),
        bind_dn: ldap.bindDn,
        bind_password: fromFile("ldap-bind-password"),
        search_filter: ldap.searchFilter,
        search_base_dns: ldap.searchBaseDns,
        ...(groupSearch && {
          group_search_filter: groupSearch.filter,
          group_search_base_dns: groupSearch.baseDns,
          ...(groupSearch.userAttribute !== undefined && {
            group_search_filter_user_attribute: groupSearch.userAttribute,
          }),
        }),
        attributes: {
          username: attributes.username,
          name: attributes.name,
          surname: attributes.surname,
          email: attributes.email,
          member_of: attributes.memberOf,
        },
        // The first match applies, so the highest roles come first.
        group_mappings: ROLES.flatMap((role) =>
          (ldap.roles[role] ?? []).map((group) => ({
            group_dn: group,
            org_role: ROLE_NAMES[role],
            org_id: 1,
          })),
        ),
      },
    ],
  });
}
