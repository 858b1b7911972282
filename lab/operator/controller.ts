import { container, httpGet, podTemplate, probes } from "../../infra/kubernetes/pod";
import { LAB_IMAGES } from "../builder/labImages";
import type { Plain } from "../deploy/object";
import { onePod } from "../deploy/onePod";
import { OPERATOR_NAMESPACE } from "./names";
import { accountWith } from "./rights";

const NAME = "prometheus-operator";
const UID = 65534;
const PORT = 8080;

const selector = {
  "app.kubernetes.io/name": NAME,
  "app.kubernetes.io/component": "controller",
};

const READ = ["get", "list", "watch"];

/** The rules of example/rbac/prometheus-operator in v0.85.0. */
const RIGHTS = [
  {
    apiGroups: ["monitoring.coreos.com"],
    resources: [
      ...["alertmanagers", "prometheuses", "prometheusagents", "thanosrulers"].flatMap((kind) => [
        kind,
        `${kind}/finalizers`,
        `${kind}/status`,
      ]),
      ...["alertmanagerconfigs", "scrapeconfigs", "servicemonitors", "servicemonitors/status"],
      ...["podmonitors", "probes", "prometheusrules"],
    ],
    verbs: ["*"],
  },
  { apiGroups: ["apps"], resources: ["statefulsets"], verbs: ["*"] },
  { apiGroups: [""], resources: ["configmaps", "secrets"], verbs: ["*"] },
  { apiGroups: [""], resources: ["pods"], verbs: ["list", "delete"] },
  {
    apiGroups: [""],
    resources: ["services", "services/finalizers", "endpoints"],
    verbs: ["get", "create", "update", "delete"],
  },
  { apiGroups: [""], resources: ["nodes"], verbs: ["list", "watch"] },
  { apiGroups: [""], resources: ["namespaces"], verbs: READ },
  { apiGroups: [""], resources: ["events"], verbs: ["patch", "create"] },
  { apiGroups: ["networking.k8s.io"], resources: ["ingresses"], verbs: READ },
  { apiGroups: ["storage.k8s.io"], resources: ["storageclasses"], verbs: ["get"] },
];

/**
 * The operator itself. It creates StatefulSets for its Prometheus and Alertmanager, with configurations from the
 * objects that these select.
 */
export function controllerObjects(): readonly Plain[] {
  const metadata = { name: NAME, namespace: OPERATOR_NAMESPACE, labels: selector };
  const healthz = httpGet("/healthz", "http");
  return [
    ...accountWith(NAME, RIGHTS),
    onePod(
      metadata,
      selector,
      podTemplate({
        labels: selector,
        serviceAccount: NAME,
        usesApi: true,
        group: UID,
        volumes: [],
        container: container({
          name: NAME,
          image: LAB_IMAGES.prometheusOperator,
          args: [`--prometheus-config-reloader=${LAB_IMAGES.prometheusConfigReloader}`],
          ports: { http: PORT },
          probes: probes({ ready: healthz, alive: healthz, startSeconds: 60 }),
          resources: { cpuRequest: "20m", memoryRequest: "64Mi", memoryLimit: "256Mi" },
          uid: UID,
          mounts: [],
        }),
      }),
    ),
  ];
}
