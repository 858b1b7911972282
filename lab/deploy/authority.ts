import { APPLICATION } from "../../infra/objects/names";
import { secretOf } from "../clients/credentials";
import { begin, bring } from "./apply";
import { certificatesIn, issuersIn } from "./certManager";
import { waitUntilCertified } from "./certified";
import type { KubeObject } from "./object";

/**
 * The certificate, in PEM, of the authority that cert-manager creates in the application's namespace. Prometheus gets
 * it as a setting, so the complete stack can be rendered only once it exists. Undefined if the stack has no such
 * authority.
 *
 * @param stack the stack as rendered without that certificate
 * @param lab the objects besides the stack, including cert-manager
 * @throws Problem if it is not issued
 */
export async function applicationAuthority(
  stack: readonly KubeObject[],
  lab: readonly KubeObject[],
): Promise<string | undefined> {
  const isOurs = ({ metadata }: KubeObject) => metadata.namespace === APPLICATION;
  const authority = certificatesIn(stack).find((each) => isOurs(each) && each.spec.isCA === true);
  if (authority === undefined) return undefined;
  const making = [...issuersIn(stack).filter(isOurs), authority];
  await begin([...lab, ...stack]);
  await bring([...lab.filter(({ kind }) => kind !== "CustomResourceDefinition"), ...making]);
  await waitUntilCertified([authority]);
  return (await secretOf(authority))["tls.crt"];
}
