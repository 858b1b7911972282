import { ROLES, type OauthWay, type Roles, type SignIn } from "../settings/signIn";
import { authorityFile, clientSecret, fromFile, GRAFANA_FOLDER } from "./grafanaFiles";
import type { Ini } from "./ini";

export const LDAP_FILE = "ldap.toml";

/** Grafana's names of the roles. The administrator of the whole server is none of them: nobody becomes it from outside. */
export const ROLE_NAMES = { admin: "Admin", editor: "Editor", viewer: "Viewer" } as const;

/** The sections of grafana.ini that say who may come in, and as what. */
export function signInSections(signIn: SignIn): Ini {
  const { loginForm, genericOauth, google, github, azureAd, ldap } = signIn;
  return {
    // Off, the form's sibling goes too: a name and a password with each request.
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
        // The last of them says which groups somebody is in.
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
        // It knows no JMESPath: groups get roles in an organization, of which there is one here.
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

/** What every way through another page has. */
function way(name: OauthWay, { clientId }: { readonly clientId: string }) {
  return {
    enabled: true,
    // For those alone that get a role: nobody registers by themselves.
    allow_sign_up: true,
    client_id: clientId,
    client_secret: fromFile(clientSecret(name)),
    use_pkce: true,
    // Whoever has no role is refused, instead of being made a viewer.
    role_attribute_strict: true,
    allow_assign_grafana_admin: false,
  };
}

/** Signs that would end a value or a name, or stand for another: in an ini, or in quotes. */
const SIGNS = /[#;$%`\\"]/g;

/**
 * The JMESPath to a claim. Names that stand as they are get quotes, in which JSON's escapes are known.
 * @param claim names with dots between, or each by itself
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
  // An ini takes the quotes off a value that both begins and ends with them.
  return `@.${quoted.join(".")}`;
}

/** A list as Grafana reads it: by its spaces, or as JSON where those are in what it lists. */
function listed(groups: readonly string[]): string {
  return groups.some((group) => group.includes(" ")) ? JSON.stringify(groups) : groups.join(" ");
}

function groupsOf(roles: Roles): readonly string[] {
  return ROLES.flatMap((role) => roles[role] ?? []);
}

/**
 * The role of somebody, as a JMESPath over what is known of them: the highest that one of their groups has, null or an
 * empty list where none has any. A claim that is missing, or no list, gives nobody a role, and is no error.
 * @param claim where the list of groups is
 */
export function rolePath(roles: Roles, claim = "groups"): string {
  return ROLES.filter((role) => roles[role])
    .map((role) => {
      const either = (roles[role] ?? []).map((group) => `@ == '${group}'`).join(" || ");
      return `${claim}[?${either}] && '${ROLE_NAMES[role]}'`;
    })
    .join(" || ");
}
