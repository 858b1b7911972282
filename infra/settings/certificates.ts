import { z } from "zod";

import { email, host, objectName, url } from "./scalars";

const ca = z.strictObject({
  /** A Secret with `tls.crt` and `tls.key` of the authority, in each namespace of the stack that gets certificates from it. */
  secretName: objectName,
});
const existing = z.strictObject({
  /** The name of a ClusterIssuer that exists in the cluster. */
  clusterIssuer: objectName,
});

/** Who issues the certificates that people's browsers are shown: exactly one of these. */
const publicIssuer = z.strictObject({
  /** By ACME, with HTTP challenges through the ingress controller. */
  acme: z
    .strictObject({
      /** The address that is warned before a certificate expires that could not be renewed. */
      email,
      server: url("https://acme.example.com/directory", "https").default(
        "https://acme-v02.api.letsencrypt.org/directory",
      ),
    })
    .optional(),
  ca: ca.optional(),
  /** By a certificate authority created for the stack, which nobody trusts until told to. */
  selfSigned: z.literal(true, "must be true, or be left out").optional(),
  existing: existing.optional(),
});

/** Who issues the certificates by which our servers know each other. No authority outside knows their names. */
const internalIssuer = publicIssuer.omit({ acme: true });

/** Whether cert-manager is in the cluster already, or comes with this stack: there can be one alone in a cluster. */
export const certManagerSettings = z.enum(["existing", "install"]).default("existing");

/** How people reach us: by the names in the `url` of each server, with TLS. Left out: by other means. */
export const ingressSettings = z
  .strictObject({
    enabled: z.boolean().default(true),
    /**
     * The IngressClass of the controller, an ingress-nginx, which runs in network.ingressNamespace. Left out: that of the
     * controller of cluster.distribution.
     */
    className: objectName.optional(),
    issuer: publicIssuer,
    /** The host name at which users reach the backend. Left out: the backend has no Ingress. */
    backendHost: host
      .refine(
        (name) => name === name.toLowerCase() && !/^[\d.]+$/.test(name),
        "must be a name in lower case, as an Ingress takes it, and no address",
      )
      .optional(),
    /**
     * Authenticates people for Prometheus and Alertmanager, which cannot do it themselves: ingress-nginx asks `url` about each
     * request, and redirects those that are refused to `signInUrl`. Left out: neither of the two has an Ingress.
     */
    authentication: z
      .strictObject({
        url: url("https://sign-in.example.com/auth", "https"),
        signInUrl: url("https://sign-in.example.com/start", "https"),
      })
      .optional(),
  })
  .optional();

/** Has our servers talk to each other by TLS, and show each other who they are. Left out: in the clear. */
export const internalTlsSettings = z
  .strictObject({ enabled: z.boolean().default(true), issuer: internalIssuer })
  .optional();

export type PublicIssuer = z.output<typeof publicIssuer>;
