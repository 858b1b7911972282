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

/** The issuer of the public certificates: exactly one of these. */
const publicIssuer = z.strictObject({
  /** ACME, with HTTP challenges through the ingress controller. */
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
  /** A certificate authority created for the stack, which clients do not trust by default. */
  selfSigned: z.literal(true, "must be true, or be left out").optional(),
  existing: existing.optional(),
});

/** The issuer of the servers' certificates. It cannot be a public authority, because their names are internal. */
const internalIssuer = publicIssuer.omit({ acme: true });

/** Whether the cluster has cert-manager already, or the stack installs it. A cluster can have only one. */
export const certManagerSettings = z.enum(["existing", "install"]).default("existing");

/** Ingresses with TLS, under the host names in the `url` of each server. Left out: there are none. */
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
        "must be a lower-case host name, as an Ingress requires, not an address",
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

/** TLS between the stack's servers, with client certificates. Left out: traffic between them is not encrypted. */
export const internalTlsSettings = z
  .strictObject({ enabled: z.boolean().default(true), issuer: internalIssuer })
  .optional();

export type PublicIssuer = z.output<typeof publicIssuer>;
