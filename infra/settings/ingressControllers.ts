import { factsOf } from "./cluster";
import { FACTS, type Facts } from "./distributionFacts";
import type { StackConfig } from "./schema";
import type { Fault } from "./wording";

/** Controllers that do not support the annotations of ingress-nginx, by parts of their class names. */
const OTHERS = [
  "alb",
  "ambassador",
  "apisix",
  "avi",
  "aws",
  "appgw",
  "application-gateway",
  "azure",
  "caddy",
  "cilium",
  "citrix",
  "cloudflare",
  "contour",
  "emissary",
  "envoy",
  "f5",
  "gce",
  "gloo",
  "haproxy",
  "istio",
  "kong",
  "kourier",
  "native-ic",
  "netscaler",
  "nginx\\.org",
  "nginx-plus",
  "ngrok",
  "nsx",
  "openshift",
  "pomerium",
  "skipper",
  "tailscale",
  "traefik",
  "tyk",
  "voyager",
] as const;

/** Classes of ingress-nginx whose names contain another controller's name. */
const KNOWN = Object.values<Facts>(FACTS).map(({ ingress }) => ingress?.className);

/** The other kind of controller that the name of an IngressClass suggests; undefined if it suggests none. */
export function otherController(className: string): string | undefined {
  if (KNOWN.includes(className)) return undefined;
  const words = className.toLowerCase();
  const found = OTHERS.find((name) => new RegExp(`(^|[^a-z])${name}([^a-z]|$)`).test(words));
  return found?.replace("\\", "");
}

/**
 * Some properties of the Ingresses are only expressed in annotations of ingress-nginx. Another controller would use
 * plain text for a port that expects TLS, authenticate nobody, and leave open what should be closed.
 */
export function* controllerFaults({ ingress, internalTls }: StackConfig): Iterable<Fault> {
  if (ingress?.enabled !== true) return;
  if (ingress.className === undefined) {
    yield {
      path: "ingress.className",
      message:
        "must be the class of an ingress-nginx, and is missing: cluster.distribution has no default for it",
    };
    return;
  }
  const other = otherController(ingress.className);
  if (other === undefined) return;
  const heeded = [
    ...(internalTls?.enabled === true ? ["internalTls (its ports answer 400 to plain HTTP)"] : []),
    ...(ingress.authentication ? ["ingress.authentication (nobody would have to sign in)"] : []),
    "the rule that closes Grafana's /metrics",
  ];
  yield {
    path: "ingress.className",
    message: `must be a class of ingress-nginx, got ${ingress.className}: ${other} ignores its annotations, and therefore ${heeded.join(", and ")}; set ingress.enabled to false, and create your own Ingresses`,
  };
}

/**
 * The settings with the distribution's own ingress controller filled in, if people come through it and the stack does
 * not say where it is: through our Ingresses, if it supports their annotations, or in production through somebody
 * else's.
 */
export function withKnownIngress(config: StackConfig): StackConfig {
  const known = factsOf(config.cluster).ingress;
  const { ingress, network, production } = config;
  if (known === undefined) return config;
  const ours = ingress?.enabled === true;
  const className = ingress?.className ?? known.className;
  const through = ours
    ? known.className !== undefined && className === known.className
    : production;
  const open = network.ingressNamespace !== undefined || network.ingressBlocks.length > 0;
  return {
    ...config,
    ...(ours && className !== undefined && { ingress: { ...ingress, className } }),
    ...(through && !open && { network: { ...network, ingressNamespace: known.namespace } }),
  };
}
