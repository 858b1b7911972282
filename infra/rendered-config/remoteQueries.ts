import type { Duration } from "../../signals/promql/units";
import { secretFile } from "../objects/names";
import type { RemoteWrite } from "../settings/remoteWrite";
import { keyOf, passwordOf, tokenOf } from "./remoteWrite";

/** A remote write endpoint that can also be queried. */
export type QueriedRemote = RemoteWrite & { readonly queryUrl: string };

/** The remote writes of a stack for which Grafana gets a datasource. */
export function queried(writes: readonly RemoteWrite[]): readonly QueriedRemote[] {
  return writes.filter((write): write is QueriedRemote => write.queryUrl !== undefined);
}

/** The name and the uid of its datasource. */
function remoteUid({ name }: Pick<RemoteWrite, "name">): string {
  return `remote-${name}`;
}

/**
 * Grafana's datasource for a remote write endpoint, in the format of its provisioning. @param scrapeInterval the
 * shortest scrape interval, on which `$__rate_interval` is based
 */
export function remoteDatasource(remote: QueriedRemote, scrapeInterval: Duration) {
  const { name, auth, tls, queryUrl } = remote;
  const headers = headersOf(remote);
  return {
    name: remoteUid(remote),
    uid: remoteUid(remote),
    type: "prometheus",
    access: "proxy",
    url: queryUrl,
    editable: false,
    ...(auth.type === "basic" && { basicAuth: true, basicAuthUser: literal(auth.username) }),
    jsonData: {
      httpMethod: "POST",
      timeInterval: scrapeInterval,
      ...numbered("httpHeaderName", Object.keys(headers)),
      ...(tls.certificateAuthority !== undefined && { tlsAuthWithCACert: true }),
      ...(tls.certificate !== undefined && { tlsAuth: true }),
      ...(tls.serverName !== undefined && { serverName: tls.serverName }),
    },
    secureJsonData: {
      ...(auth.type === "basic" && { basicAuthPassword: fileContent(passwordOf(name)) }),
      ...numbered("httpHeaderValue", Object.values(headers)),
      ...(tls.certificateAuthority !== undefined && { tlsCACert: tls.certificateAuthority }),
      ...(tls.certificate !== undefined && {
        tlsClientCert: tls.certificate,
        tlsClientKey: fileContent(keyOf(name)),
      }),
    },
  };
}

function headersOf({ name, auth, tenant }: QueriedRemote): Readonly<Record<string, string>> {
  return {
    ...(tenant !== undefined && { "X-Scope-OrgID": tenant }),
    ...(auth.type === "bearer" && { Authorization: `Bearer ${fileContent(tokenOf(name))}` }),
  };
}

/** A datasource has no lists: each entry is a key with a number, from 1. */
function numbered(key: string, values: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(values.map((value, index) => [`${key}${String(index + 1)}`, value]));
}

const fileContent = (key: string) => `$__file{${secretFile(key)}}`;

/** Grafana takes text after a dollar sign for a variable, unless the dollar sign is doubled. */
const literal = (text: string) => text.replaceAll("$", "$$$$");
