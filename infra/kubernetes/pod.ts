import type { CpuQuantity, Quantity } from "../settings/quantity";
import type { Labels } from "../objects/labels";
import type {
  Container,
  EnvVar,
  PodTemplate,
  Probe,
  Volume,
  VolumeMount,
} from "../objects/kubernetes";

/** The resources that a container requests, and its limits. */
export interface Resources {
  /** In thousandths of a core. */
  readonly cpuRequest: `${number}m`;
  /**
   * Far above the request: requests already share a busy node fairly, and throttling would delay scrapes and alerts. The limit
   * exists so that its use can be measured, and so that a busy loop cannot take a whole node.
   * @default 1
   */
  readonly cpuLimit?: CpuQuantity;
  readonly memoryRequest: Quantity;
  readonly memoryLimit: Quantity;
  /** The limit of ephemeral storage. @default 512Mi, see DISK */
  readonly diskLimit?: Quantity;
}

/**
 * The limit of a container's ephemeral storage: its log, of which the kubelet keeps 50 MiB by default, and its scratch volumes
 * of 64 MiB each. A pod that exceeds it is evicted, before the node's disk is full.
 */
const DISK = { request: "64Mi", limit: "512Mi" } as const;

export interface ContainerArgs {
  readonly name: string;
  readonly image: string;
  /** Left out: the image's own entry point. */
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  /** A value, or the pod field that provides it, such as `metadata.name`. */
  readonly env?: Readonly<Record<string, string | { readonly fieldPath: string }>>;
  /** The name and number of each port that it opens. @default none */
  readonly ports?: Readonly<Record<string, number>>;
  /** Left out for containers that run to completion. */
  readonly probes?: Probes;
  /** How long it keeps serving after it was removed from its Service, before SIGTERM. @default 0 */
  readonly drainSeconds?: number;
  readonly resources: Resources;
  /** The image's own user, who owns the files in the image and in the volume. */
  readonly uid: number;
  readonly mounts: readonly VolumeMount[];
}

export interface Probes {
  readonly startupProbe: Probe;
  readonly readinessProbe: Probe;
  readonly livenessProbe: Probe;
}

/** The request of a probe. */
type Asked = Pick<Probe, "httpGet" | "tcpSocket" | "exec">;

interface ProbeArgs {
  /** The startup probe: must succeed once before the others start. @default `alive` */
  readonly started?: Asked;
  /** The readiness probe: whether it gets requests. */
  readonly ready: Asked;
  /** The liveness probe: the container is restarted if it fails. */
  readonly alive: Asked;
  /** The time limit for a start, including the replay of a log and migrations. Seconds. */
  readonly startSeconds: number;
}

const STARTUP_PERIOD_SECONDS = 2;

/** Probes of a server with separate readiness and liveness endpoints. */
export function probes({ ready, alive, started = alive, startSeconds }: ProbeArgs): Probes {
  const timeoutSeconds = 3;
  return {
    startupProbe: {
      ...started,
      timeoutSeconds,
      periodSeconds: STARTUP_PERIOD_SECONDS,
      failureThreshold: Math.ceil(startSeconds / STARTUP_PERIOD_SECONDS),
    },
    readinessProbe: { ...ready, timeoutSeconds, periodSeconds: 5, failureThreshold: 2 },
    // A minute without an answer: a restart costs more than a slow answer.
    livenessProbe: { ...alive, timeoutSeconds, periodSeconds: 10, failureThreshold: 6 },
  };
}

export function httpGet(path: string, port: string): Pick<Probe, "httpGet"> {
  return { httpGet: { path, port } };
}

/** Whether the port accepts connections: the least that can be probed. */
export function accepts(port: string): Pick<Probe, "tcpSocket"> {
  return { tcpSocket: { port } };
}

/** A container without privileges, which can only write to its volumes. */
export function container(args: ContainerArgs): Container {
  const { name, image, command, uid, resources } = args;
  return {
    name,
    image,
    ...(command && { command: [...command] }),
    ...(args.args && { args: [...args.args] }),
    ...(args.env && { env: environment(args.env) }),
    ...(args.ports && {
      ports: Object.entries(args.ports).map(([port, containerPort]) => ({
        name: port,
        containerPort,
        protocol: "TCP",
      })),
    }),
    ...args.probes,
    ...(args.drainSeconds && { lifecycle: { preStop: { sleep: { seconds: args.drainSeconds } } } }),
    resources: {
      requests: {
        cpu: resources.cpuRequest,
        memory: resources.memoryRequest,
        "ephemeral-storage": DISK.request,
      },
      limits: {
        cpu: resources.cpuLimit ?? "1",
        memory: resources.memoryLimit,
        "ephemeral-storage": resources.diskLimit ?? DISK.limit,
      },
    },
    securityContext: {
      runAsNonRoot: true,
      runAsUser: uid,
      runAsGroup: uid,
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
      seccompProfile: { type: "RuntimeDefault" },
    },
    volumeMounts: [...args.mounts],
  };
}

function environment(values: NonNullable<ContainerArgs["env"]>): EnvVar[] {
  return Object.entries(values).map(([name, value]) =>
    typeof value === "string" ? { name, value } : { name, valueFrom: { fieldRef: value } },
  );
}

export interface PodArgs {
  readonly labels: Labels;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly serviceAccount: string;
  /** @default false: only pods that use the API server get a token. */
  readonly usesApi?: boolean;
  readonly container: Container;
  /** Init containers, run one after the other. @default none */
  readonly before?: readonly Container[];
  /** Sidecar containers. @default none */
  readonly sidecars?: readonly Container[];
  readonly volumes: readonly Volume[];
  /** The group that owns the pod's volumes. */
  readonly group: number;
  /** The time that the server may take to shut down. @default 30 */
  readonly graceSeconds?: number;
}

export function podTemplate(args: PodArgs): PodTemplate {
  return {
    metadata: {
      labels: { ...args.labels },
      ...(args.annotations && { annotations: { ...args.annotations } }),
    },
    spec: {
      serviceAccountName: args.serviceAccount,
      automountServiceAccountToken: args.usesApi ?? false,
      // Environment variables for Services are useless here, and slow with many Services.
      enableServiceLinks: false,
      terminationGracePeriodSeconds: args.graceSeconds ?? 30,
      securityContext: {
        runAsNonRoot: true,
        fsGroup: args.group,
        // The other policy makes every file accessible to the group at each start, and PostgreSQL rejects such a folder.
        fsGroupChangePolicy: "OnRootMismatch",
        seccompProfile: { type: "RuntimeDefault" },
      },
      ...(args.before && { initContainers: [...args.before] }),
      containers: [args.container, ...(args.sidecars ?? [])],
      volumes: [...args.volumes],
    },
  };
}
