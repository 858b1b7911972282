import { join } from "node:path";

import { execInNetwork } from "../cluster/node";
import { CREDENTIALS } from "./secured";

const IN_NETWORK = join(__dirname, "inNetwork.js");

/**
 * What a server that speaks TLS answers to a GET from inside the node's network, where it is asked with a certificate:
 * the API server, which passes questions on, would show none.
 *
 * @param address host:port
 * @param name that its certificate has
 * @param path without a slash at its head
 */
export async function askInside(address: string, name: string, path: string): Promise<string> {
  const { ca, cert, key } = CREDENTIALS;
  const url = `https://${address}/${path}`;
  return execInNetwork(process.execPath, [IN_NETWORK, url, name, ca, cert, key]);
}
