import type { StackInput } from "../../infra/settings";
import { PUBLIC_AUTHORITY } from "../deploy/certManager";

/**
 * A stack's settings without what needs the outside: cert-manager is the cluster's own, because the package that
 * installs it downloads a chart, and a local authority takes the place of an ACME server, as `issuedHere` does for
 * rendered objects.
 */
export function deployableHere(settings: StackInput): StackInput {
  const { certManager, ingress, ...others } = settings;
  return {
    ...others,
    ...(certManager !== undefined && { certManager: "existing" }),
    ...(ingress !== undefined && {
      ingress: ingress.issuer.acme
        ? { ...ingress, issuer: { ca: { secretName: PUBLIC_AUTHORITY } } }
        : ingress,
    }),
  };
}
