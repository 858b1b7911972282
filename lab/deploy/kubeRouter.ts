import { KUBE_ROUTER } from "../cluster/pki";
import type { Plain } from "./object";

const NAME = KUBE_ROUTER;
const READ = ["list", "watch"] as const;
const AUTHORIZATION = "rbac.authorization.k8s.io";

/** The permissions of the network policy engine: to read what policies select, and its own node. */
export const kubeRouterObjects: readonly Plain[] = [
  {
    apiVersion: `${AUTHORIZATION}/v1`,
    kind: "ClusterRole",
    metadata: { name: NAME },
    rules: [
      {
        apiGroups: [""],
        // It waits for informers of all of these, although only parts of it that are not run need the Services.
        resources: ["pods", "namespaces", "services", "endpoints"],
        verbs: READ,
      },
      { apiGroups: [""], resources: ["nodes"], verbs: ["get", ...READ] },
      { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: READ },
      { apiGroups: ["networking.k8s.io"], resources: ["networkpolicies"], verbs: READ },
    ],
  },
  {
    apiVersion: `${AUTHORIZATION}/v1`,
    kind: "ClusterRoleBinding",
    metadata: { name: NAME },
    roleRef: { apiGroup: AUTHORIZATION, kind: "ClusterRole", name: NAME },
    subjects: [{ apiGroup: AUTHORIZATION, kind: "User", name: KUBE_ROUTER }],
  },
];
