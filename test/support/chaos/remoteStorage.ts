import { join } from "node:path";

import { pki } from "../../../lab/cluster/pki";
import { Secrets } from "../../../lab/deploy/secrets";
import {
  REMOTE_STORAGE_APP,
  REMOTE_STORAGE_HOST,
  REMOTE_STORAGE_PORT,
  REMOTE_STORAGE_USER,
} from "../../../lab/remoteStorage/addresses";
import { askInside } from "../../../lab/clients/inside";
import { podsOf } from "../../../lab/clients/pods";
import { readStretch, stretchPath, type StoredSeries, type Stretch } from "./storedSeries";

/**
 * The CA and the client credentials. It does not belong to the stack: its certificate is signed by the cluster's own
 * authority.
 */
const OUTSIDE = {
  ca: join(pki.folder, "ca.crt"),
  cert: join(pki.folder, "admin.crt"),
  key: join(pki.folder, "admin.key"),
} as const;

/** The password of the user who may write and read there. */
export function remoteStoragePassword(): string {
  return new Secrets().get("remoteWritePassword");
}

/**
 * VictoriaMetrics's answer to a GET over TLS.
 *
 * @param path without a leading slash
 * @param password by default none is sent
 * @throws with the status, unless it is 200
 */
export async function remoteStoragePage(path: string, password?: string): Promise<string> {
  const [pod] = await podsOf(REMOTE_STORAGE_APP);
  const address = `${pod?.status.podIP ?? ""}:${String(REMOTE_STORAGE_PORT)}`;
  const basic = Buffer.from(`${REMOTE_STORAGE_USER}:${password ?? ""}`).toString("base64");
  return askInside(address, REMOTE_STORAGE_HOST, path, {
    environment: password === undefined ? {} : { AUTHORIZATION: `Basic ${basic}` },
    shown: OUTSIDE,
  });
}

/** The samples that it received and stored. It returns one sample per interval. */
export async function storedRemotely(stretch: Stretch): Promise<readonly StoredSeries[]> {
  return readStretch(await remoteStoragePage(stretchPath(stretch), remoteStoragePassword()));
}

/** The sum of one of its own metrics over all series whose labels contain a text; 0 if there are none. */
export async function remoteStorageCount(metric: string, labelled = ""): Promise<number> {
  const page = await remoteStoragePage("metrics", remoteStoragePassword());
  return page
    .split("\n")
    .filter((line) => /^\w+/.exec(line)?.[0] === metric && line.includes(labelled))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(" ") + 1)), 0);
}
