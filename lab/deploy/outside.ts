import { container, podTemplate, type ContainerArgs } from "../../infra/kubernetes/pod";
import type { Container } from "../../infra/objects/kubernetes";
import { GROUP_READS } from "../../infra/kubernetes/volumes";
import { hashOf } from "../builder/hash";
import type { Certificate } from "../certificates";
import type { KubeObject, Plain } from "./object";
import { tlsSecret } from "./tls";
import { labSelector } from "./selector";

/** Where the volume `data` is. */
export const VOLUME = "/data";
/** One below the volume's top, which may hold lost+found. */
export const STORE = `${VOLUME}/store`;
/** The volume `data`, as a container has it. */
export const DATA_MOUNT = { name: "data", mountPath: VOLUME } as const;

export interface OutsideArgs {
  readonly name: string;
  readonly namespace: string;
  /** The port `https`. */
  readonly port: number;
  readonly certificate: Certificate;
  /** Where the certificate and its key are; `paths` gives their names there, where they are not those of their Secret. */
  readonly tls: { readonly folder: string; readonly paths?: Readonly<Record<string, string>> };
  /** What is in the Secret of its own name, and the folder where the server finds it. */
  readonly secret: { readonly folder: string; readonly values: Readonly<Record<string, string>> };
  /** The size of the volume `data`. */
  readonly storage: string;
  /** What it reads once, as it starts: it is started anew where that is another. */
  readonly readOnce: unknown;
  readonly server: Omit<ContainerArgs, "name" | "ports" | "mounts">;
  /** What has to end before it starts. @default none */
  readonly before?: readonly Container[];
}

/** A server that somebody else would run: one pod with a volume, reached by TLS, in a namespace of its own. */
export function outsideServer(args: OutsideArgs): readonly KubeObject[] {
  const { name, namespace, port, certificate, secret, storage } = args;
  const selector = labSelector(name);
  const metadata = { name, namespace, labels: selector };
  const objects: readonly Plain[] = [
    {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: namespace, labels: { "pod-security.kubernetes.io/enforce": "restricted" } },
    },
    { apiVersion: "v1", kind: "Secret", metadata, type: "Opaque", stringData: secret.values },
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
        template: podOf(args, selector),
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

function podOf(args: OutsideArgs, labels: Readonly<Record<string, string>>) {
  const { name, port, tls, secret, server, before, readOnce } = args;
  const items = Object.entries(tls.paths ?? {}).map(([key, path]) => ({ key, path }));
  const tlsVolume = {
    secretName: `${name}-tls`,
    defaultMode: GROUP_READS,
    ...(items.length > 0 && { items }),
  };
  return podTemplate({
    labels,
    annotations: { "checksum/args": hashOf(JSON.stringify(readOnce)) },
    serviceAccount: "default",
    group: server.uid,
    volumes: [
      { name: "secret", secret: { secretName: name, defaultMode: GROUP_READS } },
      { name: "tls", secret: tlsVolume },
    ],
    ...(before && { before }),
    container: container({
      ...server,
      name,
      ports: { https: port },
      mounts: [
        { name: "secret", mountPath: secret.folder, readOnly: true },
        { name: "tls", mountPath: tls.folder, readOnly: true },
        DATA_MOUNT,
      ],
    }),
  });
}
