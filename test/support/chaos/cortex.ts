import { podsOf } from "../../../lab/clients/pods";
import {
  CORTEX_APP,
  CORTEX_HOST,
  CORTEX_OPERATOR,
  CORTEX_PORT,
  TENANTS,
} from "../../../lab/cortex/addresses";
import { OWN_FOLDER, OWN_PAGES, type Tenant } from "../../../lab/cortex/config";
import { Secrets } from "../../../lab/deploy/secrets";
import { basicAuthorization } from "../basicAuthorization";
import { electedIn } from "../cortexTracker";
import { askOutsider } from "./outsider";
import { readStretch, stretchPath, type StoredSeries, type Stretch } from "./storedSeries";

/** The tenants of the local cluster's Cortex, with their passwords. */
export function tenants(): { readonly stack: Tenant; readonly other: Tenant } {
  const secrets = new Secrets();
  return {
    stack: { ...TENANTS.stack, password: secrets.get("remoteWritePassword") },
    other: { ...TENANTS.other, password: secrets.get("otherTenantPassword") },
  };
}

/** @param path without a leading slash */
async function page(path: string, headers: Readonly<Record<string, string>>): Promise<string> {
  const [pod] = await podsOf(CORTEX_APP);
  const address = `${pod?.status.podIP ?? ""}:${String(CORTEX_PORT)}`;
  return askOutsider(address, CORTEX_HOST, path, headers);
}

/**
 * Cortex's answer to a GET that names a tenant.
 *
 * @param path without a leading slash
 * @param by whose password is sent; null for none
 * @throws with the status, unless it is 200
 */
export function cortexPage(path: string, { name }: Tenant, by: Tenant | null): Promise<string> {
  return page(path, {
    "X-Scope-OrgID": name,
    ...(by && basicAuthorization(by.username, by.password)),
  });
}

/** The samples of a tenant that it received and stored. */
export async function storedInCortex(
  stretch: Stretch,
  tenant: Tenant,
): Promise<readonly StoredSeries[]> {
  return readStretch(await cortexPage(`prometheus/${stretchPath(stretch)}`, tenant, tenant));
}

function ownPage(path: string): Promise<string> {
  const password = new Secrets().get("cortexOperatorPassword");
  return page(`${OWN_FOLDER}${path}`.slice(1), basicAuthorization(CORTEX_OPERATOR, password));
}

/** Its own metrics. */
export const cortexMetrics = () => ownPage(OWN_PAGES.metrics);

/** The name of the elected replica, whose samples are stored. @throws if there is not exactly one */
export async function electedReplica(): Promise<string> {
  return electedIn(await ownPage(OWN_PAGES.tracker));
}
