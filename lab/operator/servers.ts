import { ALERTMANAGER_PORT, PROMETHEUS_PORT } from "../../infra/ports";
import { RUN_IMAGES } from "../builder/runImages";
import { urlOf } from "../cluster/layout";
import type { Plain } from "../deploy/object";
import { DEFAULTS, OPERATOR_NAMESPACE, SERVERS } from "./names";
import { accountWith } from "./rights";

const UID = 65534;
/** The scrape interval of monitors that set none. */
const INTERVAL_SECONDS = 15;

const READ = ["get", "list", "watch"];

/** The rules of example/rbac/prometheus in v0.85.0. */
const RIGHTS = [
  {
    apiGroups: [""],
    resources: ["nodes", "nodes/metrics", "services", "endpoints", "pods"],
    verbs: READ,
  },
  { apiGroups: [""], resources: ["configmaps"], verbs: ["get"] },
  { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: READ },
  { apiGroups: ["networking.k8s.io"], resources: ["ingresses"], verbs: READ },
  { nonResourceURLs: ["/metrics"], verbs: ["get"] },
];

/** Selects objects of some kinds by the stack's labels in every namespace, as the chart kube-prometheus-stack does. */
function selecting(...kinds: readonly string[]): Readonly<Record<string, object>> {
  const selectors = kinds.flatMap((kind) => [
    [`${kind}Selector`, { matchLabels: DEFAULTS.labels }],
    [`${kind}NamespaceSelector`, {}],
  ]);
  return Object.fromEntries(selectors) as Record<string, object>;
}

/** The objects from which the operator creates a Prometheus and an Alertmanager. @param timeScale that of the stack */
export function serverObjects(timeScale: number): readonly Plain[] {
  const every = `${Math.round((INTERVAL_SECONDS / timeScale) * 1000)}ms`;
  return [
    ...accountWith(SERVERS.Prometheus, RIGHTS),
    server("Prometheus", PROMETHEUS_PORT, RUN_IMAGES.prometheus, {
      serviceAccountName: SERVERS.Prometheus,
      scrapeInterval: every,
      evaluationInterval: every,
      alerting: {
        alertmanagers: [
          { namespace: OPERATOR_NAMESPACE, name: "alertmanager-operated", port: "web" },
        ],
      },
      ...selecting("serviceMonitor", "podMonitor", "probe", "scrapeConfig", "rule"),
    }),
    ...accountWith(SERVERS.Alertmanager, []),
    server("Alertmanager", ALERTMANAGER_PORT, RUN_IMAGES.alertmanager, {
      serviceAccountName: SERVERS.Alertmanager,
      ...selecting("alertmanagerConfig"),
    }),
  ].flat();
}

/** A Prometheus or an Alertmanager with the fields that both have, and a Service of its name. */
function server(
  kind: keyof typeof SERVERS,
  port: number,
  image: string,
  own: Readonly<Record<string, unknown>>,
): readonly Plain[] {
  const name = SERVERS[kind];
  const metadata = { name, namespace: OPERATOR_NAMESPACE };
  return [
    {
      apiVersion: "monitoring.coreos.com/v1",
      kind,
      metadata,
      spec: {
        image,
        version: image.slice(image.lastIndexOf(":") + 1),
        replicas: 1,
        externalUrl: urlOf(name),
        securityContext: {
          runAsNonRoot: true,
          runAsUser: UID,
          runAsGroup: UID,
          fsGroup: UID,
          seccompProfile: { type: "RuntimeDefault" },
        },
        ...own,
      },
    },
    {
      apiVersion: "v1",
      kind: "Service",
      metadata,
      spec: {
        selector: { "app.kubernetes.io/name": name, "app.kubernetes.io/instance": name },
        ports: [{ name: "web", port, targetPort: "web" }],
      },
    },
  ];
}
