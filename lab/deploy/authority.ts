import { APPLICATION } from "../../infra/objects/names";
import { secretOf } from "../clients/credentials";
import { begin, bring } from "./apply";
import { certificatesIn, issuersIn } from "./certManager";
import { waitUntilCertified } from "./certified";
import type { KubeObject } from "./object";

/**
 * The certificate, in PEM, of the authority that cert-manager makes up in the application's namespace, and that
 * Prometheus is handed: a stack cannot be known as a whole before it is there. Nothing where a stack has none.
 *
 * @param stack as far as it is known without
 * @param lab what the cluster is given beside it, cert-manager among it
 * @throws Problem where it does not come
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
