import { join } from "node:path";

import { execInNetwork } from "../cluster/node";
import { CREDENTIALS } from "./secured";

const IN_NETWORK = join(__dirname, "inNetwork.js");

/** How a server is known, and who asks it: the files of an authority, a certificate and its key. */
interface Shown {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/**
 * What a server that speaks TLS answers to a GET from inside the node's network, where it is asked with a certificate:
 * the API server, which passes questions on, would show none.
 *
 * @param address host:port
 * @param name that its certificate has
 * @param path without a slash at its head
 * @param more `environment` of the program that asks; `shown`, by default as the stack's servers know each other
 * @throws with its status, where that is not 200
 */
export async function askInside(
  address: string,
  name: string,
  path: string,
  {
    environment = {},
    shown: { ca, cert, key } = CREDENTIALS,
  }: { readonly environment?: Readonly<Record<string, string>>; readonly shown?: Shown } = {},
): Promise<string> {
  const url = `https://${address}/${path}`;
  return execInNetwork(process.execPath, [IN_NETWORK, url, name, ca, cert, key], environment);
}
