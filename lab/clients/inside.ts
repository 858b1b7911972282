import { join } from "node:path";

import { execInNetwork } from "../cluster/node";
import { CREDENTIALS } from "./secured";

const IN_NETWORK = join(__dirname, "inNetwork.js");

/** The files of the authority that verifies the server, and of the client's certificate and key. */
interface Shown {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/**
 * The answer of a TLS server to a GET from inside the node's network with a client certificate: the API server's proxy
 * would not present one.
 *
 * @param address host:port
 * @param name the name in the server's certificate
 * @param path without a leading slash
 * @param more `headers` of the request, by default none; `shown`, by default the credentials of the stack's own servers
 * @throws with the status, unless it is 200
 */
export async function askInside(
  address: string,
  name: string,
  path: string,
  {
    headers = {},
    shown: { ca, cert, key } = CREDENTIALS,
  }: { readonly headers?: Readonly<Record<string, string>>; readonly shown?: Shown } = {},
): Promise<string> {
  const url = `https://${address}/${path}`;
  return execInNetwork(process.execPath, [IN_NETWORK, url, name, ca, cert, key], {
    REQUEST_HEADERS: JSON.stringify(headers),
  });
}
