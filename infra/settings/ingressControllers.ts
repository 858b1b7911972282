import type { StackConfig } from "./schema";
import type { Fault } from "./wording";

/** Whose annotations are not those of ingress-nginx, by what the names of their classes have in them. */
const OTHERS = [
  "alb",
  "ambassador",
  "apisix",
  "appgw",
  "application-gateway",
  "azure",
  "caddy",
  "cilium",
  "contour",
  "emissary",
  "gce",
  "gloo",
  "haproxy",
  "istio",
  "kong",
  "kourier",
  "openshift",
  "skipper",
  "traefik",
  "voyager",
] as const;

/** The controller of another kind that the name of an IngressClass tells of; undefined where it tells of none. */
export function otherController(className: string): string | undefined {
  const words = className.toLowerCase();
  return OTHERS.find((name) => new RegExp(`(^|[^a-z])${name}([^a-z]|$)`).test(words));
}

/**
 * What an Ingress cannot say by itself is said to ingress-nginx alone: an Ingress of another controller would lead to a
 * port that speaks TLS in the clear, ask nobody who they are, and leave open what is closed.
 */
export function* controllerFaults({ ingress, internalTls }: StackConfig): Iterable<Fault> {
  if (ingress?.enabled !== true) return;
  const other = otherController(ingress.className);
  if (other === undefined) return;
  const heeded = [
    ...(internalTls?.enabled === true ? ["internalTls, whose ports answer 400 to plain HTTP"] : []),
    ...(ingress.authentication ? ["ingress.authentication, so that nobody would be asked"] : []),
    "that Grafana's /metrics are closed",
  ];
  yield {
    path: "ingress.className",
    message: `must be a class of ingress-nginx, got ${ingress.className}: ${other} does not heed its annotations, and so not ${heeded.join(", nor ")}; set ingress.enabled to false, and have Ingresses of your own`,
  };
}
