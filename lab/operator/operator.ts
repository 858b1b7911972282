import { readOperatorCrds } from "../builder/operatorCrds";
import { kubectl } from "../cluster/kubectl";
import type { KubeObject } from "../deploy/object";
import { controllerObjects } from "./controller";
import { OPERATOR_NAMESPACE, SERVERS } from "./names";
import { serverObjects } from "./servers";

const PATIENCE_SECONDS = 180;

/**
 * A prometheus-operator with a Prometheus and an Alertmanager, as the chart kube-prometheus-stack installs them, in an
 * order in which they can be applied.
 *
 * @param timeScale that of the stack
 */
export function operatorObjects(timeScale: number): readonly KubeObject[] {
  return [
    ...readOperatorCrds(),
    {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: {
        name: OPERATOR_NAMESPACE,
        labels: { "pod-security.kubernetes.io/enforce": "restricted" },
      },
    },
    ...controllerObjects(),
    ...serverObjects(timeScale),
  ];
}

/**
 * Waits until the operator has created its servers and they are Ready.
 * @throws Problem if they are not within three minutes
 */
export async function waitUntilOperated(): Promise<void> {
  const servers = Object.entries(SERVERS).map(([kind, name]) => `${kind.toLowerCase()}/${name}`);
  await kubectl([
    "wait",
    "--for=condition=Available",
    `--timeout=${String(PATIENCE_SECONDS)}s`,
    `--namespace=${OPERATOR_NAMESPACE}`,
    ...servers,
  ]);
}
