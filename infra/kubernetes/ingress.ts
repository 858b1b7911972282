import { ingressUrls } from "../settings/certificateFaults";
import type { StackConfig } from "../settings/schema";
import { encryptedBackend } from "./tls/ingress";
import { certificate, issuance, type IssuerRef } from "./tls/issuers";
import { ignoring, metadataOf } from "../objects/metadata";
import { namesOf } from "../settings/namespaces";
import type { NamespaceName } from "../objects/names";
import { NAMESPACE_LABEL } from "./network/policies";
import { eachChanged, isServer, type Server, type Workloads } from "./server";
import type { Certificate, Ingress, Issuer, NetworkPolicy } from "../objects/kubernetes";

const ISSUER = "people";

type Annotations = Readonly<Record<string, string>>;

/** Parts that people open, each with its Ingress and the certificate that it shows, as far as a stack asks for them. */
export function exposed<P extends Workloads>(workloads: P, config: StackConfig): P {
  const hosts = publicHosts(config);
  return eachChanged(workloads, (workload) => {
    if (!isServer(workload)) return workload;
    const host = hosts[workload.service.metadata.name];
    return host === undefined ? workload : withIngress(workload, host, config);
  });
}

/** The name under which people find each server, by the server's own. */
function publicHosts(config: StackConfig): Readonly<Record<string, string>> {
  const { ingress } = config;
  if (ingress?.enabled !== true) return {};
  return {
    ...Object.fromEntries(
      ingressUrls(config).map(({ name, url }) => [name, new URL(url).hostname]),
    ),
    ...(ingress.backendHost !== undefined && { backend: ingress.backendHost }),
  };
}

/** Has the ingress controller ask people who they are. */
function asked({ ingress }: StackConfig): Annotations | undefined {
  const authentication = ingress?.authentication;
  return (
    authentication && {
      "nginx.ingress.kubernetes.io/auth-url": authentication.url,
      "nginx.ingress.kubernetes.io/auth-signin": authentication.signInUrl,
    }
  );
}

/**
 * Pulumi would wait ten minutes for an address, and fail: a controller that stands behind something else writes none, and
 * whether one is there at all is not for a stack to promise.
 */
const NOT_AWAITED: Annotations = { "pulumi.com/skipAwait": "true" };

/** Nobody's address but the controller's own. */
const CLOSED = { "nginx.ingress.kubernetes.io/whitelist-source-range": "127.0.0.1/32" };

function withIngress(server: Server, host: string, config: StackConfig): Server {
  if (server.publicEndpoint === undefined) return server;
  const { port, paths, closed, signsIn } = server.publicEndpoint;
  const { name, namespace, labels } = server.service.metadata;
  const shown = certificate({
    metadata: { name: `${name}-ingress`, namespace, labels },
    secretName: tlsSecret(name),
    dnsNames: [host],
    usages: ["server auth"],
    issuerRef: publicIssuance(namespace, config)?.ref ?? NOBODY,
  });
  const className = config.ingress?.className ?? "";
  const lead = (suffix: string, to: readonly string[], more: Annotations = {}) =>
    ingressTo(server, {
      className,
      suffix,
      host,
      port,
      to,
      noted: { ...more, ...encryptedBackend(server, config) },
    });
  return {
    ...server,
    ingresses: [
      lead("", paths, signsIn ? undefined : asked(config)),
      ...(closed === undefined ? [] : [lead("-closed", [closed], CLOSED)]),
    ],
    certificates: [...(server.certificates ?? []), shown],
  };
}

function tlsSecret(name: string): string {
  return `${name}-ingress-tls`;
}

interface IngressArgs {
  readonly className: string;
  readonly suffix: string;
  readonly host: string;
  /** The name of the Service's port. */
  readonly port: string;
  /** The beginnings of paths. */
  readonly to: readonly string[];
  readonly noted: Annotations;
}

function ingressTo({ service }: Server, args: IngressArgs): Ingress {
  const { className, suffix, host, port, to, noted } = args;
  const { name, namespace, labels } = service.metadata;
  const backend = { service: { name, port: { name: port } } };
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: {
      name: name + suffix,
      namespace,
      labels,
      annotations: { ...noted, ...NOT_AWAITED },
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
  if (ingress === undefined) return undefined;
  const { issuer: settings, className } = ingress;
  return issuance({
    name: ISSUER,
    namespace,
    settings,
    ...(className !== undefined && { ingressClass: className }),
  });
}

/** The issuers of those certificates, in the namespaces that have any. */
export function publicIssuers(
  workloads: Workloads,
  config: StackConfig,
): readonly (Issuer | Certificate)[] {
  return namespacesOf(workloads, config).flatMap(
    (namespace) => publicIssuance(namespace, config)?.objects ?? [],
  );
}

function namespacesOf(workloads: Workloads, { namespaces }: StackConfig): readonly NamespaceName[] {
  const { monitoring, application } = namesOf(namespaces);
  return [monitoring, application].filter((namespace) =>
    Object.values(workloads).some(
      (workload) =>
        workload &&
        isServer(workload) &&
        workload.ingresses &&
        workload.service.metadata.namespace === namespace,
    ),
  );
}

/** cert-manager's own label of the pods that answer an ACME server, and their port. */
const SOLVER = { "acme.cert-manager.io/http01-solver": "true" };
const SOLVER_PORT = 8089;
export const SOLVER_POLICY = "acme-solver";

/** Lets the ingress controller in to those pods, which live for as long as a proof takes. */
export function solverPolicies(
  workloads: Workloads,
  config: StackConfig,
): readonly NetworkPolicy[] {
  const { ingressNamespace = "" } = config.network;
  if (!config.ingress?.issuer.acme) return [];
  return namespacesOf(workloads, config).map((namespace) => ({
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: {
      ...metadataOf(SOLVER_POLICY, namespace, "network"),
      // Its pods are cert-manager's, and there only now and then.
      annotations: ignoring("networkpolicy-targets-pod"),
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
