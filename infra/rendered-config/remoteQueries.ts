import type { Duration } from "../../signals/promql/units";
import { secretFile } from "../objects/names";
import type { RemoteWrite } from "../settings/remoteWrite";
import { keyOf, passwordOf, tokenOf } from "./remoteWrite";

/** One to whom samples are sent, and who can be asked for them. */
export type QueriedRemote = RemoteWrite & { readonly queryUrl: string };

/** Those of a stack's remote writes that Grafana has a datasource of. */
export function queried(writes: readonly RemoteWrite[]): readonly QueriedRemote[] {
  return writes.filter((write): write is QueriedRemote => write.queryUrl !== undefined);
}

/** The name and the uid of the datasource that is one of them. */
function remoteUid({ name }: Pick<RemoteWrite, "name">): string {
  return `remote-${name}`;
}

/** The datasource that Grafana has of one, as its provisioning reads it. @param scrapeInterval the least that `$__rate_interval` builds on */
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

/** Lists are no lists in a datasource: each entry has a number, from 1. */
function numbered(key: string, values: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(values.map((value, index) => [`${key}${String(index + 1)}`, value]));
}

const fileContent = (key: string) => `$__file{${secretFile(key)}}`;

/** Grafana takes what follows a dollar sign for a variable, unless there are two. */
const literal = (text: string) => text.replaceAll("$", "$$$$");
