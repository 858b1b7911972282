import { Secrets } from "../../../lab/deploy/secrets";
import {
  REMOTE_STORAGE_APP,
  REMOTE_STORAGE_HOST,
  REMOTE_STORAGE_PORT,
  REMOTE_STORAGE_USER,
} from "../../../lab/remoteStorage/addresses";
import { podsOf } from "../../../lab/clients/pods";
import { basicAuthorization } from "../basicAuthorization";
import { askOutsider } from "./outsider";
import { readStretch, stretchPath, type StoredSeries, type Stretch } from "./storedSeries";

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
  return askOutsider(
    address,
    REMOTE_STORAGE_HOST,
    path,
    password === undefined ? {} : basicAuthorization(REMOTE_STORAGE_USER, password),
  );
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
