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

/** Servers with a web interface, each with its Ingress and certificate, if the stack is configured for it. */
export function exposed<P extends Workloads>(workloads: P, config: StackConfig): P {
  const hosts = publicHosts(config);
  return eachChanged(workloads, (workload) => {
    if (!isServer(workload)) return workload;
    const host = hosts[workload.service.metadata.name];
    return host === undefined ? workload : withIngress(workload, host, config);
  });
}

/** The public host name of each server, by the server's name. */
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

/** Makes the ingress controller authenticate users. */
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
 * Without it, Pulumi would wait ten minutes for an address, and fail: a controller behind another proxy publishes none, and the
 * stack cannot know whether there is a controller.
 */
const NOT_AWAITED: Annotations = { "pulumi.com/skipAwait": "true" };

/** Only the controller's own address. */
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
  /** Path prefixes. */
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

/** The issuer of the public certificates in a namespace. */
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

/** The issuers of those certificates, in the namespaces that need one. */
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

/** cert-manager's labels for the pods that answer ACME challenges, and their port. */
const SOLVER = { "acme.cert-manager.io/http01-solver": "true" };
const SOLVER_PORT = 8089;
export const SOLVER_POLICY = "acme-solver";

/** Admits the ingress controller to those pods, which exist during a challenge. */
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
      // The pods belong to cert-manager, and only exist during a challenge.
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
