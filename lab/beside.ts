import type { StackName } from "../tools/render/render";
import { readCertManagerCrds } from "./builder/certManagerCrds";
import { isBesideOperator } from "./operator/names";
import { operatorObjects } from "./operator/operator";
import type { KubeObject } from "./deploy/object";
import { prodCertificates, prodLabObjects } from "./deploy/prod";
import { Secrets } from "./deploy/secrets";
import type { LabSettings } from "./deploy/labSettings";
import { labObjects } from "./deploy/stack";

/**
 * The objects that the local cluster runs besides a stack: the receivers and upstreams; for prod also its databases,
 * storage, cert-manager and the like; and a prometheus-operator where dev is set to use one.
 */
export async function objectsBeside(
  name: StackName,
  stack: readonly KubeObject[],
  { timeScale, settings }: { readonly timeScale: number; readonly settings: LabSettings },
): Promise<readonly KubeObject[]> {
  const common = labObjects(stack, timeScale);
  if (name === "prod") {
    const certificates = await prodCertificates();
    const secrets = new Secrets();
    const objects = prodLabObjects({ stack, common, secrets, certificates, settings });
    return [...objects, ...readCertManagerCrds()];
  }
  return [...common, ...(isBesideOperator(settings) ? operatorObjects(timeScale) : [])];
}
