import { container, httpGet, podTemplate, probes } from "../../infra/kubernetes/pod";
import { CERT_MANAGER } from "../../infra/objects/names";
import { LAB_IMAGES } from "../builder/labImages";
import type { Certificate } from "../certificates";
import type { KubeObject, Plain } from "./object";
import { onePod } from "./onePod";

const GROUP = "cert-manager.io";
const AUTHORIZATION = "rbac.authorization.k8s.io";

const NAME = CERT_MANAGER;
const NAMESPACE = CERT_MANAGER;
const UID = 65534;
/** The port names of its chart. */
const PORTS = { "http-metrics": 9402, "http-healthz": 9403 } as const;

/** The labels of its chart, so that a Service or a monitor of ours selects it here as in a real cluster. */
const selector = {
  "app.kubernetes.io/name": NAME,
  "app.kubernetes.io/instance": NAME,
  "app.kubernetes.io/component": "controller",
};
const metadata = { name: NAME, namespace: NAMESPACE, labels: selector };

/**
 * cert-manager in the namespace that its chart uses, reduced to what a stack needs: lab/modules/cert-manager says what
 * its program leaves out. It may read the whole cluster, as its caches do, but write only where the stack has
 * Certificates.
 */
export function certManagerObjects(stack: readonly KubeObject[]): readonly Plain[] {
  return [
    {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: {
        name: NAMESPACE,
        labels: { "pod-security.kubernetes.io/enforce": "restricted" },
      },
    },
    { apiVersion: "v1", kind: "ServiceAccount", metadata },
    clusterRole(READS, [
      {
        apiGroups: [GROUP],
        resources: ["issuers", "clusterissuers", "certificates", "certificaterequests"],
        verbs: WATCHES,
      },
      { apiGroups: [""], resources: ["secrets"], verbs: WATCHES },
    ]),
    binding("ClusterRoleBinding", READS),
    clusterRole(WRITES, [
      {
        apiGroups: [GROUP],
        resources: ["issuers/status", "certificates/status", "certificaterequests/status"],
        verbs: ["update", "patch"],
      },
      { apiGroups: [GROUP], resources: ["certificaterequests"], verbs: ["create", "delete"] },
      { apiGroups: [""], resources: ["secrets"], verbs: ["create", "patch", "delete"] },
      { apiGroups: [""], resources: ["events"], verbs: ["create", "patch"] },
    ]),
    ...namespacesOf(certificatesIn(stack)).map((namespace) =>
      binding("RoleBinding", WRITES, namespace),
    ),
    {
      apiVersion: "v1",
      kind: "Service",
      metadata,
      spec: {
        selector,
        ports: [{ name: "http-metrics", port: PORTS["http-metrics"], targetPort: "http-metrics" }],
      },
    },
    // There is no leader election: two pods at once would each answer every request.
    onePod(metadata, selector, template()),
  ];
}

const READS = `${NAME}-reads`;
const WRITES = `${NAME}-writes`;
const WATCHES = ["get", "list", "watch"];

function template() {
  const alive = httpGet("/livez", "http-healthz");
  return podTemplate({
    labels: selector,
    serviceAccount: NAME,
    usesApi: true,
    group: UID,
    volumes: [],
    container: container({
      name: `${NAME}-controller`,
      image: LAB_IMAGES.certManager,
      ports: PORTS,
      probes: probes({ ready: httpGet("/metrics", "http-metrics"), alive, startSeconds: 60 }),
      resources: { cpuRequest: "20m", memoryRequest: "48Mi", memoryLimit: "128Mi" },
      uid: UID,
      mounts: [],
    }),
  });
}

function clusterRole(name: string, rules: readonly object[]): Plain {
  return {
    apiVersion: `${AUTHORIZATION}/v1`,
    kind: "ClusterRole",
    metadata: { name, labels: selector },
    rules,
  };
}

function binding(
  kind: "ClusterRoleBinding" | "RoleBinding",
  role: string,
  namespace?: string,
): Plain {
  return {
    apiVersion: `${AUTHORIZATION}/v1`,
    kind,
    metadata: { name: role, labels: selector, ...(namespace !== undefined && { namespace }) },
    roleRef: { apiGroup: AUTHORIZATION, kind: "ClusterRole", name: role },
    subjects: [{ kind: "ServiceAccount", name: NAME, namespace: NAMESPACE }],
  };
}

/** A cert-manager Certificate, reduced to where its Secret is and whether it is an authority's. */
export interface Wanted extends KubeObject {
  readonly spec: { readonly secretName: string; readonly isCA?: boolean };
}

/** The Certificates of a stack. */
export function certificatesIn(stack: readonly KubeObject[]): readonly Wanted[] {
  return stack.filter((each): each is Wanted => isOf("Certificate")(each));
}

/** The Issuers of a stack. */
export function issuersIn(stack: readonly KubeObject[]): readonly KubeObject[] {
  return stack.filter(isOf("Issuer"));
}

interface Issuer extends KubeObject {
  readonly spec: { readonly acme?: object; readonly ca?: { readonly secretName: string } };
}

const isOf =
  (wanted: string) =>
  ({ apiVersion, kind }: KubeObject) =>
    apiVersion === `${GROUP}/v1` && kind === wanted;

function namespacesOf(objects: readonly KubeObject[]): readonly string[] {
  return [...new Set(objects.map((each) => each.metadata.namespace ?? "default"))];
}

export const PUBLIC_AUTHORITY = "public-authority";

/** A stack whose Issuers use a local authority instead of an external ACME server. Everything else stays the same. */
export function issuedHere(stack: readonly KubeObject[]): readonly KubeObject[] {
  return stack.map((object) => {
    if (!isOf("Issuer")(object) || !(object as Issuer).spec.acme) return object;
    return { ...object, spec: { ca: { secretName: PUBLIC_AUTHORITY } } } as KubeObject;
  });
}

/**
 * The Secret of that authority, for each namespace with such an Issuer.
 *
 * @param stack the result of `issuedHere`
 * @param authority an intermediate below the cluster's own authority, which every container trusts like a public one
 */
export function publicAuthorities(
  stack: readonly KubeObject[],
  authority: Certificate,
): readonly Plain[] {
  const asking = stack.filter(
    (each) => isOf("Issuer")(each) && (each as Issuer).spec.ca?.secretName === PUBLIC_AUTHORITY,
  );
  return namespacesOf(asking).map((namespace) => ({
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: PUBLIC_AUTHORITY, namespace },
    type: "kubernetes.io/tls",
    stringData: {
      "tls.crt": authority.certificate + authority.authority,
      "tls.key": authority.key,
    },
  }));
}
