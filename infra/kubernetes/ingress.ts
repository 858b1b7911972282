import { ingressUrls } from "../settings/certificateFaults";
import type { StackConfig } from "../settings/schema";
import { encryptedBackend } from "./tls/ingress";
import { certificate, issuance, type IssuerRef } from "./tls/issuers";
import { IGNORE, metadataOf } from "./metadata";
import { APPLICATION, MONITORING, type NamespaceName } from "./names";
import { NAMESPACE_LABEL } from "./network/policies";
import {
  isServer,
  type Certificate,
  type Ingress,
  type Issuer,
  type NetworkPolicy,
  type Part,
  type Pieces,
} from "./objects";

const ISSUER = "people";

type Annotations = Readonly<Record<string, string>>;

/** What people reach of one server, and under which name. */
interface Door {
  readonly host: string;
  readonly paths: readonly string[];
  readonly annotations?: Annotations | undefined;
  /** What is below those paths and is not for people. ingress-nginx alone can keep them from it. */
  readonly closed?: string;
}

/** Parts that people open, each with its Ingress and the certificate that it shows, as far as a stack asks for them. */
export function exposed<P extends Pieces>(parts: P, config: StackConfig): P {
  const doors = doorsOf(config);
  return Object.fromEntries(
    Object.entries(parts).map(([key, part]) => {
      if (!part || !isServer(part)) return [key, part];
      const door = doors[part.service.metadata.name];
      return [key, door ? withIngress(part, door, config) : part];
    }),
  ) as P;
}

function doorsOf(config: StackConfig): Readonly<Record<string, Door>> {
  const { ingress } = config;
  if (ingress?.enabled !== true) return {};
  const { authentication, backendHost } = ingress;
  const asked = authentication && {
    "nginx.ingress.kubernetes.io/auth-url": authentication.url,
    "nginx.ingress.kubernetes.io/auth-signin": authentication.signInUrl,
  };
  const hosts = Object.fromEntries(
    ingressUrls(config).map(({ name, url }) => [name, new URL(url).hostname]),
  );
  const everything = (host: string): Door => ({ host, paths: ["/"], annotations: asked });
  return {
    // It asks people itself, for all but its own metrics.
    ...(hosts.grafana !== undefined && {
      grafana: { host: hosts.grafana, paths: ["/"], closed: "/metrics" },
    }),
    ...(hosts.prometheus !== undefined && { prometheus: everything(hosts.prometheus) }),
    ...(hosts.alertmanager !== undefined && { alertmanager: everything(hosts.alertmanager) }),
    // Neither /metrics nor what probes ask.
    ...(backendHost !== undefined && {
      backend: { host: backendHost, paths: ["/api", "/openapi.json"] },
    }),
  };
}

/** Nobody's address but the controller's own. */
const CLOSED = { "nginx.ingress.kubernetes.io/whitelist-source-range": "127.0.0.1/32" };

function withIngress(part: Part, door: Door, config: StackConfig): Part {
  const { host, paths, annotations, closed } = door;
  const { name, namespace, labels } = part.service.metadata;
  const shown = certificate({
    metadata: { name: `${name}-ingress`, namespace, labels },
    secretName: tlsSecret(name),
    dnsNames: [host],
    usages: ["server auth"],
    issuerRef: publicIssuance(namespace, config)?.ref ?? NOBODY,
  });
  const className = config.ingress?.className ?? "";
  const lead = (suffix: string, to: readonly string[], more: Annotations = {}) =>
    ingressTo(part, {
      className,
      suffix,
      host,
      to,
      noted: { ...more, ...encryptedBackend(part.service, config) },
    });
  return {
    ...part,
    ingresses: [
      lead("", paths, annotations),
      ...(closed === undefined ? [] : [lead("-closed", [closed], CLOSED)]),
    ],
    certificates: [...(part.certificates ?? []), shown],
  };
}

function tlsSecret(name: string): string {
  return `${name}-ingress-tls`;
}

interface IngressArgs {
  readonly className: string;
  readonly suffix: string;
  readonly host: string;
  /** The beginnings of paths. */
  readonly to: readonly string[];
  readonly noted: Annotations;
}

function ingressTo({ service }: Part, args: IngressArgs): Ingress {
  const { className, suffix, host, to, noted } = args;
  const { name, namespace, labels } = service.metadata;
  const port = (service.spec.ports ?? []).find((each) => /^(http|web)$/.test(each.name ?? ""));
  const backend = { service: { name, port: { name: port?.name ?? "" } } };
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: {
      name: name + suffix,
      namespace,
      labels,
      ...(Object.keys(noted).length > 0 && { annotations: noted }),
    },
    spec: {
      ingressClassName: className,
      tls: [{ hosts: [host], secretName: tlsSecret(name) }],
      rules: [
        {
          host,
          http: { paths: to.map((path) => ({ path, pathType: "Prefix", backend })) },
        },
      ],
    },
  };
}

const NOBODY: IssuerRef = { name: "" };

/** Who issues the certificates that people are shown of what is in one namespace. */
function publicIssuance(namespace: NamespaceName, { ingress }: StackConfig) {
  return (
    ingress &&
    issuance({ name: ISSUER, namespace, settings: ingress.issuer, ingressClass: ingress.className })
  );
}

/** The issuers of those certificates, in the namespaces that have any. */
export function publicIssuers(
  parts: Pieces,
  config: StackConfig,
): readonly (Issuer | Certificate)[] {
  return namespacesOf(parts).flatMap(
    (namespace) => publicIssuance(namespace, config)?.objects ?? [],
  );
}

function namespacesOf(parts: Pieces): readonly NamespaceName[] {
  return [MONITORING, APPLICATION].filter((namespace): namespace is NamespaceName =>
    Object.values(parts).some(
      (part) =>
        part && isServer(part) && part.ingresses && part.service.metadata.namespace === namespace,
    ),
  );
}

/** cert-manager's own label of the pods that answer an ACME server, and their port. */
const SOLVER = { "acme.cert-manager.io/http01-solver": "true" };
const SOLVER_PORT = 8089;
export const SOLVER_POLICY = "acme-solver";

/** Lets the ingress controller in to those pods, which live for as long as a proof takes. */
export function solverPolicies(parts: Pieces, config: StackConfig): readonly NetworkPolicy[] {
  const { ingressNamespace = "" } = config.network;
  if (!config.ingress?.issuer.acme) return [];
  return namespacesOf(parts).map((namespace) => ({
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: {
      ...metadataOf(SOLVER_POLICY, namespace, "network"),
      // Its pods are cert-manager's, and there only now and then.
      annotations: { [IGNORE]: "networkpolicy-targets-pod" },
    },
    spec: {
      podSelector: { matchLabels: { ...SOLVER } },
      policyTypes: ["Ingress", "Egress"],
      ingress: [
        {
          from: [{ namespaceSelector: { matchLabels: { [NAMESPACE_LABEL]: ingressNamespace } } }],
          ports: [{ protocol: "TCP", port: SOLVER_PORT }],
        },
      ],
    },
  }));
}
