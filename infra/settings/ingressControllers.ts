import { factsOf } from "./cluster";
import { FACTS, type Facts } from "./distributionFacts";
import type { StackConfig } from "./schema";
import type { Fault } from "./wording";

/** Whose annotations are not those of ingress-nginx, by what the names of their classes have in them. */
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

/** Those whose names tell of another, and that are ingress-nginx. */
const KNOWN = Object.values<Facts>(FACTS).map(({ ingress }) => ingress?.className);

/** The controller of another kind that the name of an IngressClass tells of; undefined where it tells of none. */
export function otherController(className: string): string | undefined {
  if (KNOWN.includes(className)) return undefined;
  const words = className.toLowerCase();
  const found = OTHERS.find((name) => new RegExp(`(^|[^a-z])${name}([^a-z]|$)`).test(words));
  return found?.replace("\\", "");
}

/**
 * What an Ingress cannot say by itself is said to ingress-nginx alone: an Ingress of another controller would lead to a
 * port that speaks TLS in the clear, ask nobody who they are, and leave open what is closed.
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
 * The same settings with the ingress controller that comes with the distribution, where people come through that and the
 * stack does not say where it is: by Ingresses of ours, which it has to heed, or in production by somebody else's.
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
