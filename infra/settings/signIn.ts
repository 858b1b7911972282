import { z } from "zod";

import {
  certificates,
  distinct,
  distinguishedName,
  host,
  port,
  token,
  url,
  uuid,
  words,
} from "./scalars";

const oauthUrl = url("https://sign-in.example.com/oauth2/token");

/** Several different ones, at least one. */
function some<S extends z.ZodType>(each: S) {
  return z.array(each).min(1).max(100).refine(distinct, "must name each once");
}

/** Which groups have which role of Grafana. Whoever is in none of them is not let in. */
function roles<S extends z.ZodType<string>>(group: S) {
  return z.strictObject({
    admin: some(group).optional(),
    editor: some(group).optional(),
    viewer: some(group).optional(),
  });
}

/** Words that say nothing in a query or in an ini. */
const groupName = words;

/** A claim's name as it stands, whatever is in it: a client of Keycloak's, a URL, a namespace with a colon. */
const claimName = z
  .string()
  .regex(/^[^\s\p{Cc}](?:[^\p{Cc}]{0,198}[^\s\p{Cc}])?$/u, "must be the name of a claim");
const CLAIM =
  "must be names with dots between, such as groups, or a list of names as they stand, such as [resource_access, my-client, roles]";
const claimPath = z
  .string()
  .max(200, CLAIM)
  .regex(/^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/, CLAIM);

const genericOauth = z.strictObject({
  /** What people read on the button. */
  name: token.default("OAuth"),
  clientId: token,
  /** Where browsers are sent. */
  authUrl: oauthUrl,
  /** What Grafana asks itself: for tokens, and for who somebody is. */
  tokenUrl: oauthUrl,
  apiUrl: oauthUrl,
  scopes: some(token).default(["openid", "profile", "email", "groups"]),
  /**
   * Where in what the provider says of somebody the list of groups is: names with dots between, or a list of names that
   * stand as they are, each in the one before, such as [resource_access, my-client, roles].
   */
  groupsClaim: z
    .union([claimPath, z.array(claimName).min(1, CLAIM).max(10)], CLAIM)
    .default("groups"),
  /** Of email addresses. Left out: any. */
  allowedDomains: some(host).optional(),
  roles: roles(groupName),
  /** Whom to trust, in PEM. Left out: those that the image trusts. */
  certificateAuthority: certificates.optional(),
});

const google = z.strictObject({
  clientId: token,
  /** Of Google Workspace; accounts of others are refused. */
  allowedDomains: some(host),
  /** By the email addresses of groups of Google Workspace. */
  roles: roles(z.email("must be a group's address such as team@example.com").max(200).and(token)),
});

const github = z.strictObject({
  clientId: token,
  allowedOrganizations: some(token),
  /** By teams, as in `@organization/team`. */
  roles: roles(
    z
      .string()
      .regex(/^@[\w.-]{1,100}\/[\w.-]{1,100}$/, "must be a team such as @organization/team"),
  ),
});

const azureAd = z.strictObject({
  clientId: uuid,
  /** The one tenant whose people may come in. */
  tenantId: uuid,
  /** By the object ids of groups of the tenant. */
  roles: roles(uuid),
});

const filter = z
  .string()
  .max(500)
  .regex(
    /^\([^\p{Cc}]*%s[^\p{Cc}]*\)$/u,
    "must be a filter in parentheses with %s, such as (uid=%s)",
  );
const attribute = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9-]{0,99}$/, "must be the name of an attribute, such as mail");

const ldap = z.strictObject({
  host,
  port: port.default(636),
  /** Whether to begin in the clear, as port 389 does, and to change to TLS. The other is TLS from the beginning. */
  startTls: z.boolean().default(false),
  /** Whom to trust, in PEM. Left out: those that the image trusts. */
  certificateAuthority: certificates.optional(),
  /** Who looks others up. Needs no right but to read. */
  bindDn: distinguishedName,
  /** Below which people are looked for, and by what; %s is what they signed in as. */
  searchBaseDns: some(distinguishedName),
  searchFilter: filter.default("(uid=%s)"),
  /** For directories whose people do not say which groups they are in. Left out: they do. */
  groupSearch: z.strictObject({ baseDns: some(distinguishedName), filter }).optional(),
  attributes: z
    .strictObject({
      username: attribute.default("uid"),
      name: attribute.default("givenName"),
      surname: attribute.default("sn"),
      email: attribute.default("mail"),
      memberOf: attribute.default("memberOf"),
    })
    .prefault({}),
  /** By the distinguished names of groups. */
  roles: roles(distinguishedName),
});

/**
 * How people sign in to Grafana beside its one administrator, whom the stack makes up a password for. Every way needs
 * groups that have roles: nobody is let in for having an account somewhere. Secrets have keys of their own.
 */
export const signInSettings = z
  .strictObject({
    /** Whether names and passwords may be typed in: by the administrator when nothing else works, and with LDAP. */
    loginForm: z.boolean().default(true),
    genericOauth: genericOauth.optional(),
    google: google.optional(),
    github: github.optional(),
    azureAd: azureAd.optional(),
    ldap: ldap.optional(),
  })
  .prefault({});

export type SignIn = z.output<typeof signInSettings>;
export type Ldap = z.output<typeof ldap>;
/** The roles of an organization, the highest first. */
export const ROLES = ["admin", "editor", "viewer"] as const;
export type Roles = z.output<typeof genericOauth>["roles"];
/** What the ways of signing in through another page have in common. */
export const OAUTH_WAYS = ["genericOauth", "google", "github", "azureAd"] as const;
export type OauthWay = (typeof OAUTH_WAYS)[number];
