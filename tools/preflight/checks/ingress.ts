import { isKnown, itemsOf } from "../answers";
import type { Asked, Check } from "../asked";
import type { IngressClass, PodsOwner } from "../objects";

/** An ingress controller that does not exist, ignores the stack's Ingresses, or never publishes its address. */
export const ingress: Check = {
  about: "ingress",
  find: (asked) => {
    const { config, answers } = asked;
    if (config.ingress?.enabled !== true || !isKnown(answers.ingressClasses)) return [];
    const classes = itemsOf(answers.ingressClasses);
    const used = classes.find(({ metadata }) => metadata.name === config.ingress?.className);
    if (used !== undefined && heeds(used)) return controllerFaults(asked);
    const other = classes.find(heeds);
    const names = classes.map(
      ({ metadata, spec }) => `${metadata.name} of ${spec.controller ?? ""}`,
    );
    const named = config.ingress.className ?? "";
    return [
      {
        fails: true,
        what: used
          ? `the IngressClass ${named} does not belong to ingress-nginx, whose annotations the stack's Ingresses use`
          : `there is no IngressClass ${named}: no controller would serve the stack's Ingresses`,
        seen: names.length > 0 ? `the classes ${names.join(", ")}` : "no IngressClass at all",
        set: other
          ? [{ path: "ingress.className", value: other.metadata.name }]
          : [{ path: "ingress.enabled", value: false }],
        ...(!other && { or: "install ingress-nginx" }),
      },
    ];
  },
};

/** https://learn.microsoft.com/azure/aks/app-routing names its ingress-nginx differently. */
function heeds({ spec }: IngressClass): boolean {
  return /^k8s\.io\/.*nginx|^webapprouting\.kubernetes\.azure\.com\//.test(spec.controller ?? "");
}

/** Flags of a controller that determine the status of an Ingress, which a deployment waits for. */
const PUBLISHES =
  /^--(publish-service|publish-status-address|report-node-internal-ip-address)(?:=(.*))?$/;

function controllerFaults({ config, answers }: Asked) {
  if (!isKnown(answers.deployments) || !isKnown(answers.daemonSets)) return [];
  const controllers = [
    ...itemsOf(answers.deployments),
    ...itemsOf(answers.daemonSets).filter(
      ({ metadata }) => metadata.labels?.["app.kubernetes.io/name"] === "ingress-nginx",
    ),
  ].filter((owner) => wordsOf(owner).some((word) => word.includes("nginx-ingress-controller")));
  const { ingressNamespace } = config.network;
  const [somewhere] = controllers;
  const here = controllers.filter(({ metadata }) => metadata.namespace === ingressNamespace);
  if (somewhere === undefined) return [];
  if (here.length === 0) {
    return [
      {
        fails: true,
        what: "the network policies admit clients from another namespace than the ingress controller's",
        seen: `${somewhere.metadata.name} in ${somewhere.metadata.namespace ?? ""}, and network.ingressNamespace ${ingressNamespace ?? "left out"}`,
        set: [{ path: "network.ingressNamespace", value: somewhere.metadata.namespace }],
      },
    ];
  }
  return here.flatMap((owner) => addressFaults(owner, answers));
}

function wordsOf({ spec }: PodsOwner): readonly string[] {
  return spec.template.spec.containers.flatMap(({ args = [], command = [] }) => [
    ...command,
    ...args,
  ]);
}

function addressFaults(owner: PodsOwner, { ingressServices }: Asked["answers"]) {
  const told = wordsOf(owner).flatMap((word) => [...word.matchAll(new RegExp(PUBLISHES, "g"))]);
  const waits = "an Ingress gets no address, and the deployment waits for one until it times out";
  const { name, namespace = "" } = owner.metadata;
  if (told.length === 0) {
    return [
      {
        fails: true,
        what: `the ingress controller publishes none: ${waits}`,
        seen: `${name} in ${namespace} without --publish-service`,
        or: "start it with --publish-service, or with --report-node-internal-ip-address if it uses the host network",
      },
    ];
  }
  return told.flatMap(([, flag, value = ""]) => {
    if (flag !== "publish-service" || !isKnown(ingressServices)) return [];
    const service = value.split("/").at(-1);
    const found = itemsOf(ingressServices).find(({ metadata }) => metadata.name === service);
    // The namespace cannot be compared: the chart sets it through a variable.
    if (found?.spec.type !== "LoadBalancer") return [];
    if ((found.status?.loadBalancer?.ingress ?? []).length > 0) return [];
    return [
      {
        fails: true,
        what: `the ingress controller's load balancer has no address: ${waits}`,
        seen: `Service ${namespace}/${found.metadata.name} without status.loadBalancer.ingress`,
        or: "find out why the cloud assigns none; outside a cloud, install MetalLB or a similar load balancer",
      },
    ];
  });
}
