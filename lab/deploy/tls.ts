import { GROUP_READS } from "../../infra/kubernetes/volumes";
import { hashOf } from "../builder/hash";
import type { Certificate } from "../certificates";
import { isWorkload, type KubeObject, type Plain } from "./object";

/** Where a server finds its certificate: tls.crt, tls.key, and the ca.crt of the authority that signed it. */
export const TLS_FOLDER = "/etc/tls";
const TLS = "tls";

export interface TlsArgs {
  /** The name of the workload and of its Service. */
  readonly name: string;
  readonly certificate: Certificate;
  /** An additional port for TLS. By default TLS is spoken on one of the existing ports. */
  readonly port?: number;
}

/**
 * Some objects, with a certificate mounted in the pods of one workload, which find it by the variable TLS_FOLDER. A
 * changed certificate starts new pods, because they read it once.
 *
 * @throws Error if there is no such workload
 */
export function servingTls(
  objects: readonly KubeObject[],
  { name, certificate, port }: TlsArgs,
): readonly KubeObject[] {
  const of = objects.find((each) => isWorkload(each) && each.metadata.name === name);
  if (of === undefined) throw new Error(`There is no workload ${name}.`);
  const { namespace } = of.metadata;
  const secret = tlsSecret(of.metadata, certificate);
  const isIts = ({ metadata }: KubeObject) =>
    metadata.name === name && metadata.namespace === namespace;
  return [
    ...objects.map((each) => {
      if (each === of) return withCertificate(of, secret, port);
      return each.kind === "Service" && isIts(each) && port !== undefined
        ? withPort(each, port)
        : each;
    }),
    secret,
  ];
}

/** A server's certificate as a Secret, named after the server. */
export function tlsSecret(of: KubeObject["metadata"], certificate: Certificate): Plain {
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { ...of, name: `${of.name}-${TLS}` },
    type: "Opaque",
    stringData: {
      "tls.crt": certificate.certificate,
      "tls.key": certificate.key,
      "ca.crt": certificate.authority,
    },
  };
}

/** The fields of a pod template that are extended here. */
interface Templated extends KubeObject {
  readonly spec: {
    readonly template: {
      readonly metadata: { readonly annotations?: Readonly<Record<string, string>> };
      readonly spec: {
        readonly volumes: readonly object[];
        readonly containers: readonly {
          readonly env?: readonly object[];
          readonly ports?: readonly object[];
          readonly volumeMounts: readonly object[];
        }[];
      };
    };
  };
}

function withCertificate(resource: KubeObject, secret: Plain, port?: number): KubeObject {
  const { spec } = resource as Templated;
  const { metadata, spec: pod } = spec.template;
  const containers = pod.containers.map((container) => ({
    ...container,
    env: [...(container.env ?? []), { name: "TLS_FOLDER", value: TLS_FOLDER }],
    ports: [
      ...(container.ports ?? []),
      ...(port === undefined ? [] : [{ name: TLS, containerPort: port, protocol: "TCP" }]),
    ],
    volumeMounts: [...container.volumeMounts, { name: TLS, mountPath: TLS_FOLDER, readOnly: true }],
  }));
  const template = {
    metadata: {
      ...metadata,
      annotations: {
        ...metadata.annotations,
        "checksum/tls": hashOf(JSON.stringify(secret.stringData)),
      },
    },
    spec: {
      ...pod,
      containers,
      volumes: [
        ...pod.volumes,
        // PostgreSQL refuses a key that everybody can read.
        { name: TLS, secret: { secretName: secret.metadata.name, defaultMode: GROUP_READS } },
      ],
    },
  };
  return { ...resource, spec: { ...spec, template } } as KubeObject;
}

function withPort(service: KubeObject, port: number): KubeObject {
  const { spec } = service as KubeObject & { readonly spec: { readonly ports: readonly object[] } };
  const ports = [...spec.ports, { name: TLS, port, targetPort: TLS }];
  return { ...service, spec: { ...spec, ports } } as KubeObject;
}
