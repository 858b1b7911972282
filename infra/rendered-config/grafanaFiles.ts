import type { GrafanaDatabase } from "../settings/grafanaDatabase";
import type { SignIn } from "../settings/signIn";
import { secretFile } from "../kubernetes/volumes";

/** Where the ConfigMaps of grafana/ are mounted: Grafana's own folder of configuration. */
export const GRAFANA_FOLDER = "/etc/grafana";

const OAUTH_SECRETS = {
  genericOauth: "generic-oauth-client-secret",
  google: "google-client-secret",
  github: "github-client-secret",
  azureAd: "azure-ad-client-secret",
} as const;

/** Grafana's secrets, by the file in which each is found. */
export type GrafanaSecret =
  | "admin-password"
  | "secret-key"
  | "database-password"
  | "ldap-bind-password"
  | (typeof OAUTH_SECRETS)[keyof typeof OAUTH_SECRETS];

/** What of its configuration needs files beside grafana.ini. */
export interface GrafanaIdentity {
  /** Left out: a file on its own volume. */
  readonly database?: GrafanaDatabase | undefined;
  readonly signIn: SignIn;
}

/** The files of secrets that its configuration reads. */
export function grafanaSecrets({ database, signIn }: GrafanaIdentity): readonly GrafanaSecret[] {
  const ways = ["genericOauth", "google", "github", "azureAd"] as const;
  return [
    "admin-password",
    "secret-key",
    ...(database ? (["database-password"] as const) : []),
    ...ways.filter((way) => signIn[way]).map(clientSecret),
    ...(signIn.ldap ? (["ldap-bind-password"] as const) : []),
  ];
}

export function clientSecret(way: keyof typeof OAUTH_SECRETS): GrafanaSecret {
  return OAUTH_SECRETS[way];
}

/** Has Grafana read a value from a file: in grafana.ini, and in ldap.toml as well. */
export function fromFile(key: GrafanaSecret): string {
  return `$__file{${secretFile(key)}}`;
}

export type Authority = "database" | "oauth" | "ldap";

/** The path under which Grafana finds the certificates that it trusts for one purpose. */
export function authorityFile(authority: Authority): string {
  return `${GRAFANA_FOLDER}/${AUTHORITIES}/${authority}.pem`;
}

/** The folder of them, in that of the configuration. */
export const AUTHORITIES = "authorities";

/** Those files by name, as far as a stack gives any. */
export function authorityFiles({
  database,
  signIn,
}: GrafanaIdentity): Readonly<Record<string, string>> {
  const given: Readonly<Record<Authority, string | undefined>> = {
    database: database?.certificateAuthority,
    oauth: signIn.genericOauth?.certificateAuthority,
    ldap: signIn.ldap?.certificateAuthority,
  };
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, pem]) =>
      pem === undefined ? [] : [[`${name}.pem`, pem]],
    ),
  );
}
