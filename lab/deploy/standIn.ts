import type { Container, Volume } from "../../infra/objects/kubernetes";
import { podTemplate } from "../../infra/kubernetes/pod";
import { GROUP_READS } from "../../infra/kubernetes/volumes";
import { hashOf } from "../builder/hash";
import type { KubeObject, Plain } from "./object";
import { onePod } from "./onePod";
import { labSelector } from "./selector";

export interface StandInArgs {
  readonly name: string;
  readonly namespace: string;
  /** Its role for the stack, as a label. */
  readonly component: string;
  /** Its secret files by name, in the volume `secrets`. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly container: Container;
  /** The user ID that it runs as, which is also its group ID. */
  readonly uid: number;
  /** Further volumes, besides its secrets. */
  readonly volumes?: readonly Volume[];
}

/**
 * A program of ours that stands in for an external service, in an order in which the objects can be applied: one pod in
 * its own namespace, reached at each port of its container.
 */
export function standIn(args: StandInArgs): readonly KubeObject[] {
  const { name, namespace, component, secrets, uid, volumes = [] } = args;
  const selector = labSelector(name);
  const labels = { ...selector, "app.kubernetes.io/component": component };
  const metadata = { name, namespace, labels };
  const ports = (args.container.ports ?? []).map(({ name: port, containerPort }) => ({
    name: port,
    port: containerPort,
    targetPort: port,
  }));
  const objects: readonly Plain[] = [
    {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: {
        name: namespace,
        labels: { ...labels, "pod-security.kubernetes.io/enforce": "restricted" },
      },
    },
    { apiVersion: "v1", kind: "ServiceAccount", metadata, automountServiceAccountToken: false },
    { apiVersion: "v1", kind: "Secret", metadata, type: "Opaque", stringData: secrets },
    // Two pods would each have only a part of what arrived, or of what was ordered.
    onePod(
      metadata,
      selector,
      podTemplate({
        labels,
        // The program reads its files once, so a change has to start another pod.
        annotations: { "checksum/secret": hashOf(JSON.stringify(secrets)) },
        serviceAccount: name,
        group: uid,
        container: args.container,
        volumes: [
          { name: "secrets", secret: { secretName: name, defaultMode: GROUP_READS } },
          ...volumes,
        ],
      }),
    ),
    { apiVersion: "v1", kind: "Service", metadata, spec: { selector, ports } },
  ];
  return objects;
}
