import type { PodTemplate } from "../../infra/objects/kubernetes";
import type { KubeObject, Plain } from "./object";

/** A Deployment of one pod, of which there are never two: the old one is gone before the new one begins. */
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
