import type { StackInput } from "../../infra/settings";
import { PUBLIC_AUTHORITY } from "../deploy/certManager";

/**
 * A stack's settings, without what only the outside could do: cert-manager is the cluster's own, for the package that
 * installs it fetches a chart; and who would ask an ACME server asks an authority here. As `issuedHere` does with what is
 * rendered.
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
