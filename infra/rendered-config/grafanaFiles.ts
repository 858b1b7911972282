import type { GrafanaDatabase } from "../settings/grafanaDatabase";
import { generated, given, type SecretSource } from "../settings/secretSources";
import { OAUTH_WAYS, type SignIn } from "../settings/signIn";
import { secretFile } from "../objects/names";

/** Where the ConfigMaps of grafana/ are mounted: Grafana's own configuration directory. */
export const GRAFANA_FOLDER = "/etc/grafana";

const OAUTH_SECRETS = {
  genericOauth: "generic-oauth-client-secret",
  google: "google-client-secret",
  github: "github-client-secret",
  azureAd: "azure-ad-client-secret",
} as const;

/** Grafana's secrets, by the name of the file that contains each. */
export type GrafanaSecret =
  | "admin-password"
  | "secret-key"
  | "database-password"
  | "ldap-bind-password"
  | (typeof OAUTH_SECRETS)[keyof typeof OAUTH_SECRETS];

/** The parts of its configuration that need files beside grafana.ini. */
export interface GrafanaIdentity {
  /** Left out: a file on Grafana's own volume. */
  readonly database?: GrafanaDatabase | undefined;
  readonly signIn: SignIn;
}

/** The secrets that Grafana's configuration reads. */
export function grafanaSecrets({
  database,
  signIn,
}: GrafanaIdentity): Readonly<Partial<Record<GrafanaSecret, SecretSource>>> {
  return {
    "admin-password": generated(GRAFANA_ADMIN),
    "secret-key": generated("grafana-secret-key"),
    ...(database && { "database-password": given("grafanaDatabasePassword") }),
    ...Object.fromEntries(
      OAUTH_WAYS.filter((way) => signIn[way]).map((way) => [
        clientSecret(way),
        given(`${way}ClientSecret`),
      ]),
    ),
    ...(signIn.ldap && { "ldap-bind-password": given("ldapBindPassword") }),
  };
}

/** The name of the administrator's password among the generated secrets. */
export const GRAFANA_ADMIN = "grafana-admin";

/** The secret with the OAuth client secret of a way to sign in. */
export function clientSecret(way: keyof typeof OAUTH_SECRETS): GrafanaSecret {
  return OAUTH_SECRETS[way];
}

/** Makes Grafana read a value from a file; works in grafana.ini and in ldap.toml. */
export function fromFile(key: GrafanaSecret): string {
  return `$__file{${secretFile(key)}}`;
}

/** The purposes for which Grafana can be given CAs. */
export type Authority = "database" | "oauth" | "ldap";

/** The path of the file with the CAs that Grafana trusts for one purpose. */
export function authorityFile(authority: Authority): string {
  return `${GRAFANA_FOLDER}/${AUTHORITIES}/${authority}.pem`;
}

/** The directory of these files, inside the configuration directory. */
export const AUTHORITIES = "authorities";

/** These files by name, as far as a stack provides them. */
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
