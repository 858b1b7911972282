import { ROLES, type OauthWay, type Roles, type SignIn } from "../settings/signIn";
import { authorityFile, clientSecret, fromFile, GRAFANA_FOLDER } from "./grafanaFiles";
import type { Ini } from "./ini";

export const LDAP_FILE = "ldap.toml";

/**
 * Grafana's names of the roles. The server administrator is not among them: nobody gets that role through a sign-in
 * provider.
 */
export const ROLE_NAMES = { admin: "Admin", editor: "Editor", viewer: "Viewer" } as const;

/** The sections of grafana.ini that define who may sign in, and with which role. */
export function signInSections(signIn: SignIn): Ini {
  const { loginForm, genericOauth, google, github, azureAd, ldap } = signIn;
  return {
    // Without the form, its counterpart is off, too: name and password in each request.
    ...(!loginForm && {
      auth: { disable_login_form: true },
      "auth.basic": { enabled: false },
    }),
    ...(genericOauth && {
      "auth.generic_oauth": {
        ...way("genericOauth", genericOauth),
        name: genericOauth.name,
        auth_url: genericOauth.authUrl,
        token_url: genericOauth.tokenUrl,
        api_url: genericOauth.apiUrl,
        scopes: genericOauth.scopes.join(" "),
        groups_attribute_path: claimPath(genericOauth.groupsClaim),
        allowed_groups: listed(groupsOf(genericOauth.roles)),
        ...(genericOauth.allowedDomains && {
          allowed_domains: genericOauth.allowedDomains.join(" "),
        }),
        role_attribute_path: rolePath(genericOauth.roles, claimPath(genericOauth.groupsClaim)),
        ...(genericOauth.certificateAuthority !== undefined && {
          tls_client_ca: authorityFile("oauth"),
        }),
      },
    }),
    ...(google && {
      "auth.google": {
        ...way("google", google),
        // The last scope gives access to somebody's groups.
        scopes: `openid email profile ${GOOGLE_GROUPS}`,
        allowed_domains: google.allowedDomains.join(" "),
        validate_hd: true,
        allowed_groups: groupsOf(google.roles).join(" "),
        role_attribute_path: rolePath(google.roles),
      },
    }),
    ...(github && {
      "auth.github": {
        ...way("github", github),
        scopes: "user:email read:org",
        allowed_organizations: github.allowedOrganizations.join(" "),
        role_attribute_path: rolePath(github.roles),
      },
    }),
    ...(azureAd && {
      "auth.azuread": {
        ...way("azureAd", azureAd),
        client_authentication: "client_secret_post",
        scopes: "openid email profile",
        auth_url: `${AZURE}/${azureAd.tenantId}/oauth2/v2.0/authorize`,
        token_url: `${AZURE}/${azureAd.tenantId}/oauth2/v2.0/token`,
        allowed_organizations: azureAd.tenantId,
        allowed_groups: groupsOf(azureAd.roles).join(" "),
        // Azure AD's section has no JMESPath: groups get roles in an organization, of which there is only one here.
        org_mapping: ROLES.flatMap((role) =>
          (azureAd.roles[role] ?? []).map((group) => `${group}:1:${ROLE_NAMES[role]}`),
        ).join(" "),
      },
    }),
    ...(ldap && {
      "auth.ldap": {
        enabled: true,
        config_file: `${GRAFANA_FOLDER}/${LDAP_FILE}`,
        allow_sign_up: true,
      },
    }),
  };
}

const GOOGLE_GROUPS = "https://www.googleapis.com/auth/cloud-identity.groups.readonly";
const AZURE = "https://login.microsoftonline.com";

/** Settings common to all ways to sign in through another page. */
function way(name: OauthWay, { clientId }: { readonly clientId: string }) {
  return {
    enabled: true,
    // Accounts are created only for people who get a role: nobody can register on their own.
    allow_sign_up: true,
    client_id: clientId,
    client_secret: fromFile(clientSecret(name)),
    use_pkce: true,
    // People without a role are rejected instead of becoming viewers.
    role_attribute_strict: true,
    allow_assign_grafana_admin: false,
  };
}

/** Characters that would end a value or a name, or have a special meaning, in an ini file or within quotes. */
const SIGNS = /[#;$%`\\"]/g;

/**
 * The JMESPath to a claim. Literal names are quoted, with JSON's escapes.
 *
 * @param claim names separated by dots, or a list of literal names
 */
export function claimPath(claim: string | readonly string[]): string {
  if (typeof claim === "string") return claim;
  const quoted = claim.map((name) => {
    const safe = name.replace(
      SIGNS,
      (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
    return `"${safe}"`;
  });
  // An ini file strips the quotes of a value that both begins and ends with them.
  return `@.${quoted.join(".")}`;
}

/** A list as Grafana reads it: separated by spaces, or as JSON if an entry contains what separates or begins lists. */
function listed(groups: readonly string[]): string {
  return groups.some((group) => /[\s,[]/.test(group)) ? JSON.stringify(groups) : groups.join(" ");
}

function groupsOf(roles: Roles): readonly string[] {
  return ROLES.flatMap((role) => roles[role] ?? []);
}

/**
 * Somebody's role, as a JMESPath over their claims: the highest role of any of their groups; null or an empty list if
 * there is none. A claim that is missing, or is not a list, gives no role and is not an error.
 *
 * @param claim the path to the list of groups
 */
export function rolePath(roles: Roles, claim = "groups"): string {
  return ROLES.filter((role) => roles[role])
    .map((role) => {
      const either = (roles[role] ?? []).map((group) => `@ == '${group}'`).join(" || ");
      return `${claim}[?${either}] && '${ROLE_NAMES[role]}'`;
    })
    .join(" || ");
}
