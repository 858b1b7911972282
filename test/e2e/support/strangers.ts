import { APPLICATION, MONITORING } from "../../../infra/objects/names";
import { selectorLabels, type Labels } from "../../../infra/objects/labels";
import { LAB_IMAGES } from "../../../lab/builder/labImages";
import { kubectl } from "../../../lab/cluster/kubectl";

const NAME = "stranger";

/** Pods that nobody needs: in the stack's namespaces, and one elsewhere with Prometheus's labels. */
const STRANGERS: readonly (readonly [namespace: string, labels: Labels])[] = [
  [MONITORING, { app: NAME }],
  [APPLICATION, { app: NAME }],
  ["default", selectorLabels("prometheus")],
];

const list = JSON.stringify({
  apiVersion: "v1",
  kind: "List",
  items: STRANGERS.map(([namespace, labels]) => ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: NAME, namespace, labels },
    spec: {
      terminationGracePeriodSeconds: 0,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 65534,
        seccompProfile: { type: "RuntimeDefault" },
      },
      containers: [
        {
          name: NAME,
          image: LAB_IMAGES.pause,
          resources: { requests: { cpu: "1m", memory: "4Mi" }, limits: { memory: "16Mi" } },
          securityContext: {
            allowPrivilegeEscalation: false,
            capabilities: { drop: ["ALL"] },
            readOnlyRootFilesystem: true,
          },
        },
      ],
    },
  })),
});

/** Does something while these pods are in the cluster. */
export async function withStrangers(work: () => Promise<void>): Promise<void> {
  try {
    await kubectl(["apply", "--server-side", "-f", "-"], list);
    await kubectl(["wait", "--for=condition=Ready", "--timeout=60s", "-f", "-"], list);
    await work();
  } finally {
    await kubectl(["delete", "--ignore-not-found", "--wait", "-f", "-"], list);
  }
}
