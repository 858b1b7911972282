import { container, podTemplate, type ContainerArgs } from "../../infra/kubernetes/pod";
import type { Container } from "../../infra/objects/kubernetes";
import { GROUP_READS } from "../../infra/kubernetes/volumes";
import { hashOf } from "../builder/hash";
import type { Certificate } from "../certificates";
import type { KubeObject, Plain } from "./object";
import { tlsSecret } from "./tls";
import { labSelector } from "./selector";

/** Where the volume `data` is mounted. */
export const VOLUME = "/data";
/** A folder below the volume's root, which may contain lost+found. */
export const STORE = `${VOLUME}/store`;
/** The volume with the Secret's files, in a container besides the server's that needs them, too. */
export const SECRET_VOLUME = { name: "secret", readOnly: true } as const;
/** The mount of the volume `data` in a container. */
export const DATA_MOUNT = { name: "data", mountPath: VOLUME } as const;

export interface OutsideArgs {
  readonly name: string;
  readonly namespace: string;
  /** The port named `https`. */
  readonly port: number;
  readonly certificate: Certificate;
  /**
   * Where the server expects its certificate and key. `paths` has the file names there, if they differ from the keys of
   * the Secret.
   */
  readonly tls: { readonly folder: string; readonly paths?: Readonly<Record<string, string>> };
  /** The content of the Secret that is named after the server, and the folder where it is mounted. */
  readonly secret: { readonly folder: string; readonly values: Readonly<Record<string, string>> };
  /** The size of the volume `data`. */
  readonly storage: string;
  /** What the server reads only at its start: a change restarts it. */
  readonly readOnce: unknown;
  readonly server: Omit<ContainerArgs, "name" | "ports" | "mounts">;
  /** The name of the server's container. @default the name of the whole */
  readonly container?: string;
  /** Init containers. @default none */
  readonly before?: readonly Container[];
  /** Sidecar containers. @default none */
  readonly sidecars?: readonly Container[];
}

/** A server that somebody else would run: one pod with a volume, reached over TLS, in its own namespace. */
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
  const { name, port, tls, secret, server, before, sidecars, readOnce } = args;
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
    ...(sidecars && { sidecars }),
    container: container({
      ...server,
      name: args.container ?? name,
      ports: { https: port },
      mounts: [
        { ...SECRET_VOLUME, mountPath: secret.folder },
        { name: "tls", mountPath: tls.folder, readOnly: true },
        DATA_MOUNT,
      ],
    }),
  });
}
