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

/** What a server asks the scheduler for, and what it may use at most. */
export interface Resources {
  /** In thousandths of a core. */
  readonly cpuRequest: `${number}m`;
  /**
   * Far above the request: requests already share a busy node out, and throttling would delay scrapes and
   * alerts. It is there so that a share of it can be measured, and nothing that spins takes a whole node.
   * @default 1
   */
  readonly cpuLimit?: CpuQuantity;
  readonly memoryRequest: Quantity;
  readonly memoryLimit: Quantity;
  /** What it may write on its node's own disk. @default 512Mi, see DISK */
  readonly diskLimit?: Quantity;
}

/**
 * What a container may write on its node's own disk: its log, of which the kubelet keeps 50 MiB by default, and its
 * scratch folders, 64 MiB each. A pod that has more is evicted, before the node's disk is full for everybody.
 */
const DISK = { request: "64Mi", limit: "512Mi" } as const;

export interface ContainerArgs {
  readonly name: string;
  readonly image: string;
  /** Left out: the image's own entry point. */
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  /** A value, or the field of the pod that has it, such as `metadata.name`. */
  readonly env?: Readonly<Record<string, string | { readonly fieldPath: string }>>;
  /** The name and number of each port that it listens on. @default none */
  readonly ports?: Readonly<Record<string, number>>;
  /** Left out of what ends by itself. */
  readonly probes?: Probes;
  /** How long it still serves after it left its Service, before it is told to end. @default 0 */
  readonly drainSeconds?: number;
  readonly resources: Resources;
  /** The image's own user, for the files in the image and in the volume are that user's. */
  readonly uid: number;
  readonly mounts: readonly VolumeMount[];
}

export interface Probes {
  readonly startupProbe: Probe;
  readonly readinessProbe: Probe;
  readonly livenessProbe: Probe;
}

/** How a probe asks. */
type Asked = Pick<Probe, "httpGet" | "tcpSocket" | "exec">;

interface ProbeArgs {
  /** What has to be true once, before it serves at all. @default `alive` */
  readonly started?: Asked;
  /** Whether it is to be sent requests. */
  readonly ready: Asked;
  /** Whether it can still get better by itself; otherwise it is started anew. */
  readonly alive: Asked;
  /** How long a start may take: replaying a log, running migrations. Seconds. */
  readonly startSeconds: number;
}

const STARTUP_PERIOD_SECONDS = 2;

/** Probes of a server that answers whether it is ready and, apart from that, whether it is alive. */
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
    // A minute without a sign of life: a restart loses more than a slow answer does.
    livenessProbe: { ...alive, timeoutSeconds, periodSeconds: 10, failureThreshold: 6 },
  };
}

export function httpGet(path: string, port: string): Pick<Probe, "httpGet"> {
  return { httpGet: { path, port } };
}

/** Whether something takes connections on the port: the least that can be asked. */
export function accepts(port: string): Pick<Probe, "tcpSocket"> {
  return { tcpSocket: { port } };
}

/** A container that holds no privilege and can write nowhere but in its volumes. */
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
  /** @default false: only a pod that asks the API server for something has a token. */
  readonly usesApi?: boolean;
  readonly container: Container;
  /** What has to end, one after the other, before it starts. @default none */
  readonly before?: readonly Container[];
  /** What runs beside it, and is of no use without it. @default none */
  readonly sidecars?: readonly Container[];
  readonly volumes: readonly Volume[];
  /** The group that owns the pod's volumes. */
  readonly group: number;
  /** How long the server may take to end. @default 30 */
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
      // Names of Services as environment variables are noise, and slow where there are many.
      enableServiceLinks: false,
      terminationGracePeriodSeconds: args.graceSeconds ?? 30,
      securityContext: {
        runAsNonRoot: true,
        fsGroup: args.group,
        // The other policy opens every file to the group at each start, and PostgreSQL refuses such a folder.
        fsGroupChangePolicy: "OnRootMismatch",
        seccompProfile: { type: "RuntimeDefault" },
      },
      ...(args.before && { initContainers: [...args.before] }),
      containers: [args.container, ...(args.sidecars ?? [])],
      volumes: [...args.volumes],
    },
  };
}
