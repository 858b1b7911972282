import { join } from "node:path";

import { askInside } from "../../../lab/clients/inside";
import { pki } from "../../../lab/cluster/pki";

/** The CA and the client credentials of the cluster's own authority. */
const OUTSIDE = {
  ca: join(pki.folder, "ca.crt"),
  cert: join(pki.folder, "admin.crt"),
  key: join(pki.folder, "admin.key"),
} as const;

/**
 * The answer to a GET of a TLS server that does not belong to the stack: its certificate is signed by the cluster's own
 * authority.
 *
 * @param address host:port
 * @param name the name in its certificate
 * @param path without a leading slash
 * @throws with the status, unless it is 200
 */
export function askOutsider(
  address: string,
  name: string,
  path: string,
  headers: Readonly<Record<string, string>>,
): Promise<string> {
  return askInside(address, name, path, { headers, shown: OUTSIDE });
}
