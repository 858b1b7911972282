import type { PodTemplate } from "../../infra/objects/kubernetes";
import type { KubeObject, Plain } from "./object";

/** A Deployment of one pod that never has two: the old pod is gone before the new one starts. */
export function onePod(
  metadata: KubeObject["metadata"],
  selector: Readonly<Record<string, string>>,
  template: PodTemplate,
): Plain {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata,
    spec: {
      replicas: 1,
      strategy: { type: "Recreate" },
      selector: { matchLabels: selector },
      template,
    },
  };
}
