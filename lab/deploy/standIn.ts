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
  /** What it is to the stack. */
  readonly component: string;
  /** Its files, by their names; they are in the volume `secrets`. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly container: Container;
  /** Its user, who is its group, too. */
  readonly uid: number;
  /** Beside its secrets. */
  readonly volumes?: readonly Volume[];
}

/**
 * A program of ours that stands for somebody outside, in an order in which it can be applied: one pod in a namespace of
 * its own, reached at each port of its container.
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
    // Two at once would each know half of what arrived, or of what was ordered.
    onePod(
      metadata,
      selector,
      podTemplate({
        labels,
        // It reads its files once, so that others must start another pod.
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
