import { z } from "zod";

import { hinting, type Hint } from "./hints";
import {
  certificates,
  distinct,
  directoryAccount,
  distinguishedName,
  form,
  host,
  port,
  token,
  url,
  uuid,
} from "./scalars";

const oauthUrl = url("https://sign-in.example.com/oauth2/token");

/** At least one value, all different. */
function some<S extends z.ZodType>(each: S) {
  return z.array(each).min(1).max(100).refine(distinct, "must name each once");
}

/** The groups of each Grafana role. Members of no listed group are not let in. */
function roles<S extends z.ZodType<string>>(group: S) {
  return z.strictObject({
    admin: some(group).optional(),
    editor: some(group).optional(),
    viewer: some(group).optional(),
  });
}

/** A character without special meaning in a JMESPath's raw string, in an ini file and in JSON. */
const IN_GROUP = String.raw`[^\p{Cc};#'"\x60\\$%]`;
/** The name of a group, or its distinguished name. */
const groupName = form(
  "the name of a group: up to 200 characters, without quotes, backticks or any of ; # \\ $ %",
  (message) =>
    z
      .string()
      .max(200, message)
      .regex(new RegExp(`^${IN_GROUP}+$`, "u"), message)
      .refine((name) => name === name.trim(), message)
      .refine(
        (name) => !name.includes("*"),
        "must be the name of one group: * does not stand for others",
      ),
);

/**
 * The literal name of a claim, with any characters: such as a client of Keycloak, a URL, or a namespace with a colon.
 */
const claimName = z
  .string()
  .regex(/^[^\s\p{Cc}](?:[^\p{Cc}]{0,198}[^\s\p{Cc}])?$/u, "must be the name of a claim");
const CLAIM =
  "must be names separated by dots, such as groups, or a list of literal names, such as [resource_access, my-client, roles]";
/** For literal names as one text: a name with a colon or a slash is one, others are nested at their dots. */
const claimHint: Hint = (written) => {
  const names = /[:/]/.test(String(written)) ? [String(written)] : String(written).split(".");
  const isRight =
    typeof written === "string" &&
    !/[[\]]/.test(written) &&
    names.every((name) => claimName.safeParse(name).success);
  return isRight ? `did you mean [${names.join(", ")}]?` : undefined;
};
const claimPath = z
  .string()
  .max(200, CLAIM)
  .regex(/^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/, hinting(CLAIM, claimHint));

const genericOauth = z.strictObject({
  /** The text on the button. */
  name: token.default("OAuth"),
  clientId: token,
  /** The provider's page to which browsers are sent. */
  authUrl: oauthUrl,
  /** Where Grafana itself requests tokens; `apiUrl` returns who somebody is. */
  tokenUrl: oauthUrl,
  apiUrl: oauthUrl,
  scopes: some(token).default(["openid", "profile", "email", "groups"]),
  /**
   * The claim that lists somebody's groups: names with dots between them, or a list of nested names that are taken literally,
   * such as [resource_access, my-client, roles].
   */
  groupsClaim: z
    .union([claimPath, z.array(claimName).min(1, CLAIM).max(10)], CLAIM)
    .default("groups"),
  /** The domains of email addresses that may sign in. Left out: any. */
  allowedDomains: some(host).optional(),
  roles: roles(groupName),
  /** The certificate authorities to trust, in PEM. Left out: those of the image. */
  certificateAuthority: certificates.optional(),
});

const google = z.strictObject({
  clientId: token,
  /** The domains of Google Workspace that may sign in; all other accounts are refused. */
  allowedDomains: some(host),
  /** The groups of each role, by the email addresses of groups of Google Workspace. */
  roles: roles(z.email("must be a group's address such as team@example.com").max(200).and(token)),
});

const github = z.strictObject({
  clientId: token,
  allowedOrganizations: some(token),
  /** The teams of each role, as `@organization/team`. */
  roles: roles(
    z
      .string()
      .regex(/^@[\w.-]{1,100}\/[\w.-]{1,100}$/, "must be a team such as @organization/team"),
  ),
});

const azureAd = z.strictObject({
  clientId: uuid,
  /** The only tenant whose members may sign in. */
  tenantId: uuid,
  /** The groups of each role, by their object ids in the tenant. */
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
  /** Whether to start in the clear and upgrade to TLS, as on port 389, instead of using TLS from the start. */
  startTls: z.boolean().default(false),
  /** The certificate authorities to trust, in PEM. Left out: those of the image. */
  certificateAuthority: certificates.optional(),
  /** The account that looks others up. It only needs to read. */
  bindDn: directoryAccount,
  /** Where people are searched, and with which filter; %s stands for the name somebody signs in with. */
  searchBaseDns: some(distinguishedName),
  searchFilter: filter.default("(uid=%s)"),
  /** For directories whose entries of people do not list their groups. Left out: they do. */
  groupSearch: z
    .strictObject({
      baseDns: some(distinguishedName),
      /** Such as (member=%s). */
      filter,
      /**
       * The attribute of a person whose value replaces %s in the filter; dn is the distinguished name. Left out: that of
       * `attributes.username`.
       */
      userAttribute: attribute.optional(),
    })
    .optional(),
  attributes: z
    .strictObject({
      username: attribute.default("uid"),
      name: attribute.default("givenName"),
      surname: attribute.default("sn"),
      email: attribute.default("mail"),
      memberOf: attribute.default("memberOf"),
    })
    .prefault({}),
  /** The groups of each role, by their distinguished names. */
  roles: roles(distinguishedName),
});

/**
 * How people sign in to Grafana, in addition to its one administrator, whose password the stack generates. Every way
 * requires groups with roles: an account somewhere is not enough to get in. Secrets have their own keys.
 */
export const signInSettings = z
  .strictObject({
    /** Whether the sign-in page has a form for name and password: for the administrator in an emergency, and for LDAP. */
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
/** The roles of an organization, highest first. */
export const ROLES = ["admin", "editor", "viewer"] as const;
export type Roles = z.output<typeof genericOauth>["roles"];
/** The ways to sign in through another site, which have settings in common. */
export const OAUTH_WAYS = ["genericOauth", "google", "github", "azureAd"] as const;
export type OauthWay = (typeof OAUTH_WAYS)[number];
