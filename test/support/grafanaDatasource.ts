import { load } from "js-yaml";

import { basicAuthorization } from "./basicAuthorization";

/** The fields of Grafana's configuration of a data source that are used here. */
interface Datasource {
  readonly uid: string;
  readonly url: string;
  readonly basicAuthUser: string;
  readonly jsonData: { readonly httpHeaderName1: string };
  readonly secureJsonData: {
    readonly httpHeaderValue1: string;
    readonly basicAuthPassword: string;
  };
}

/** The syntax with which Grafana reads a value from a file. */
const FILE = /\$__file\{\/etc\/secrets\/([^}]*)\}/g;

/**
 * A provisioned data source with a password and one header, as Grafana sends its queries.
 *
 * @param text the content of the provisioning file
 * @param secret the value of a file in /etc/secrets
 * @throws if there is no data source with that uid
 */
export function queriesOf(text: string, secret: (name: string) => string, uid: string) {
  const filled = text.replaceAll(FILE, (_, name: string) => secret(name));
  const { datasources } = load(filled) as { readonly datasources: readonly Datasource[] };
  const found = datasources.find((each) => each.uid === uid);
  if (found === undefined) throw new Error(`There is no data source ${uid}.`);
  const { url, basicAuthUser, jsonData, secureJsonData } = found;
  return {
    url,
    headers: {
      ...basicAuthorization(basicAuthUser, secureJsonData.basicAuthPassword),
      [jsonData.httpHeaderName1]: secureJsonData.httpHeaderValue1,
    },
  };
}
