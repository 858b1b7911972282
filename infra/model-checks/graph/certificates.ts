import { isServer, type Workload } from "../../kubernetes/server";
import type { Certificate } from "../../objects/kubernetes";
import { SOLVER_POLICY } from "../../kubernetes/ingress";
import type { StackModel } from "../stackModel";
import { volumesOf } from "./files";
import type { Edge, Graph, Node } from "./graph";
import { nameOf, objectNode, placeOf } from "./workloads";

const ISSUERS_PLACE = "infra/kubernetes/tls/issuers.ts";

/** The issuers of certificates, the Secrets that contain them, and the Ingresses that present them. */
export function certificateGraph({ workloads, issuers }: StackModel): Graph {
  const nodes = issuers.map((object): Node => ({
    kind: object.kind,
    name: nameOf(object),
    place: ISSUERS_PLACE,
  }));
  const authorities = issuers.flatMap((object) =>
    object.kind === "Certificate" ? issuedBy(object, ISSUERS_PLACE) : [],
  );
  return {
    nodes: [
      ...nodes,
      ...issuers.flatMap((object) =>
        object.kind === "Certificate" ? [secretOf(object, ISSUERS_PLACE)] : [],
      ),
      ...workloads.flatMap((workload) => nodesOf(workload)),
    ],
    edges: [
      ...authorities,
      ...issuers.flatMap(solvedThrough),
      ...workloads.flatMap((workload) => [
        ...(workload.certificates ?? []).flatMap((each) => issuedBy(each, placeOf(workload))),
        ...mountEdges(workload),
        ...ingressEdges(workload),
      ]),
    ],
  };
}

/** An ACME server that validates by HTTP connects through the ingress controller to a pod of cert-manager. */
function solvedThrough(object: StackModel["issuers"][number]): readonly Edge[] {
  if (object.kind !== "Issuer" || !object.spec.acme) return [];
  const { namespace } = object.metadata;
  return [
    {
      from: { kind: object.kind, name: nameOf(object), place: ISSUERS_PLACE },
      verb: "is proven through",
      to: { kind: "NetworkPolicy", name: `${namespace}/${SOLVER_POLICY}` },
      why: "The authority's challenge is refused, and no certificate is ever issued or renewed.",
    },
  ];
}

function nodesOf(workload: Workload): readonly Node[] {
  const { certificates = [] } = workload;
  const ingresses = isServer(workload) ? (workload.ingresses ?? []) : [];
  return [
    ...[...certificates, ...ingresses].map((object) => objectNode(workload, object)),
    ...certificates.map((each) => secretOf(each, placeOf(workload))),
  ];
}

function secretOf({ metadata, spec }: Certificate, place: string): Node {
  return { kind: "Secret", name: `${metadata.namespace}/${spec.secretName}`, place };
}

/** Nothing is known here about a ClusterIssuer. */
function issuedBy(object: Certificate, place: string): readonly Edge[] {
  const { kind, name } = object.spec.issuerRef;
  if (kind !== "Issuer") return [];
  return [
    {
      from: { kind: "Certificate", name: nameOf(object), place },
      verb: "is issued by",
      to: { kind: "Issuer", name: `${object.metadata.namespace}/${name}` },
      why: "cert-manager waits for it, and so do the pods that mount the certificate.",
    },
  ];
}

/** The certificates that a workload mounts. */
function mountEdges(workload: Workload): readonly Edge[] {
  return volumesOf(workload)
    .filter(({ name }) => name !== "secrets")
    .flatMap(({ projected }) => projected?.sources ?? [])
    .flatMap(({ secret }) => secret ?? [])
    .map(({ name }): Edge => ({
      from: objectNode(workload, workload.resource),
      verb: "mounts",
      to: { kind: "Secret", name: `${workload.resource.metadata.namespace}/${String(name)}` },
      why: "The pod waits forever for a missing Secret.",
    }));
}

function ingressEdges(workload: Workload): readonly Edge[] {
  const ingresses = isServer(workload) ? (workload.ingresses ?? []) : [];
  return ingresses.flatMap((ingress) => {
    const from = objectNode(workload, ingress);
    const { namespace } = ingress.metadata;
    const shown = (ingress.spec.tls ?? []).map(({ secretName }): Edge => ({
      from,
      verb: "shows the certificate in",
      to: { kind: "Secret", name: `${namespace}/${String(secretName)}` },
      why: "Browsers get the controller's default certificate and show a warning.",
    }));
    const led = (ingress.spec.rules ?? [])
      .flatMap(({ http }) => http?.paths ?? [])
      .map(({ backend }): Edge => ({
        from,
        verb: "leads to",
        to: {
          kind: "Service port",
          name: `${namespace}/${String(backend.service?.name)} ${String(backend.service?.port?.name)}`,
        },
        why: "Users get 503.",
      }));
    return [...shown, ...led];
  });
}
