import { z } from "zod";

import { email, host, objectName, url } from "./scalars";

const ca = z.strictObject({
  /** A Secret with `tls.crt` and `tls.key` of the authority, in each of our namespaces that has certificates of it. */
  secretName: objectName,
});
const existing = z.strictObject({
  /** The name of one that the cluster has already. */
  clusterIssuer: objectName,
});

/** Who issues the certificates that people's browsers are shown: exactly one of these. */
const publicIssuer = z.strictObject({
  /** By proving over HTTP, through the ingress controller, whose the name is. */
  acme: z
    .strictObject({
      /** Who is written to before a certificate ends that could not be renewed. */
      email,
      server: url("https://acme.example.com/directory", "https").default(
        "https://acme-v02.api.letsencrypt.org/directory",
      ),
    })
    .optional(),
  ca: ca.optional(),
  /** By an authority made up here, which nobody trusts until they are told to. */
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
     * The IngressClass of the controller, an ingress-nginx, which runs in network.ingressNamespace. Left out: of the one
     * that comes with cluster.distribution.
     */
    className: objectName.optional(),
    issuer: publicIssuer,
    /** The name by which users reach the backend. Left out: they do by other means. */
    backendHost: host
      .refine(
        (name) => name === name.toLowerCase() && !/^[\d.]+$/.test(name),
        "must be a name in lower case, as an Ingress takes it, and no address",
      )
      .optional(),
    /**
     * Who lets people in to Prometheus and Alertmanager, which know nobody themselves: ingress-nginx asks `url` of each
     * request, and sends to `signInUrl` whoever it refuses. Left out: neither has an Ingress.
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
