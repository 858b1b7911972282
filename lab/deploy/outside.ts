import type { PodTemplate } from "../../infra/objects/kubernetes";
import type { Certificate } from "../certificates";
import type { KubeObject, Plain } from "./object";
import { tlsSecret } from "./tls";

export interface OutsideArgs {
  /** Of the server; its labels are those of its pods, too. */
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels: Readonly<Record<string, string>>;
  };
  /** The port `https`. */
  readonly port: number;
  readonly certificate: Certificate;
  /** What is in the Secret of its own name. */
  readonly secret: Readonly<Record<string, string>>;
  readonly template: PodTemplate;
  /** The size of the volume `data`. */
  readonly storage: string;
}

/** A server that somebody else would run: one pod with a volume, reached by TLS, in a namespace of its own. */
export function outsideServer(args: OutsideArgs): readonly KubeObject[] {
  const { metadata, port, certificate, secret, template, storage } = args;
  const { name, namespace, labels: selector } = metadata;
  const objects: readonly Plain[] = [
    {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: namespace, labels: { "pod-security.kubernetes.io/enforce": "restricted" } },
    },
    { apiVersion: "v1", kind: "Secret", metadata, type: "Opaque", stringData: secret },
    {
      apiVersion: "v1",
      kind: "Service",
      metadata,
      spec: { selector, ports: [{ name: "https", port, targetPort: "https" }] },
    },
    tlsSecret(metadata, certificate),
    {
      apiVersion: "apps/v1",
      kind: "StatefulSet",
      metadata,
      spec: {
        replicas: 1,
        serviceName: name,
        selector: { matchLabels: selector },
        template,
        volumeClaimTemplates: [
          {
            apiVersion: "v1",
            kind: "PersistentVolumeClaim",
            metadata: { name: "data" },
            spec: {
              accessModes: ["ReadWriteOnce"],
              resources: { requests: { storage } },
            },
          },
        ],
      },
    },
  ];
  return objects;
}
