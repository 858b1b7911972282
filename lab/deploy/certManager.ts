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
/** As its chart names them. */
const PORTS = { "http-metrics": 9402, "http-healthz": 9403 } as const;

/** As its chart labels what it makes, so that a Service, or a monitor of ours, selects it here as there. */
const selector = {
  "app.kubernetes.io/name": NAME,
  "app.kubernetes.io/instance": NAME,
  "app.kubernetes.io/component": "controller",
};
const metadata = { name: NAME, namespace: NAMESPACE, labels: selector };

/**
 * cert-manager in the namespace in which its chart puts it, as far as a stack needs it: see its program, in
 * lab/modules/cert-manager, for what is left out. It reads in the whole cluster, as its caches do, and writes where the
 * stack has Certificates alone.
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
    // Nobody elects a leader: two at once would each answer every request.
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

/** A Certificate of cert-manager's, as far as it says where its Secret is, and whether it is an authority's. */
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

/**
 * A stack whose Issuers that ask an ACME server, which is outside, ask an authority here instead. All else of it stays
 * as it is.
 */
export function issuedHere(stack: readonly KubeObject[]): readonly KubeObject[] {
  return stack.map((object) => {
    if (!isOf("Issuer")(object) || !(object as Issuer).spec.acme) return object;
    return { ...object, spec: { ca: { secretName: PUBLIC_AUTHORITY } } } as KubeObject;
  });
}

/**
 * The Secret of that authority, in each namespace with such an Issuer.
 *
 * @param stack as `issuedHere` has it
 * @param authority one below the cluster's own, which every container trusts as it does those that everybody knows
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
