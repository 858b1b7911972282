import type {
  ConfigMap,
  Service,
  ServiceAccount,
  CronJob,
  Ingress,
  PodDisruptionBudget,
  HorizontalPodAutoscaler,
  AccessRule,
  ServiceMonitor,
  Certificate,
  ServerResource,
} from "../objects/kubernetes";
import type { SecretShape } from "./secret";
import type { Egress } from "./network/egress";
import type { ServerTls } from "./tls/server";

/** What people reach of a server. */
export interface PublicEndpoint {
  /** The name of its Service's port. */
  readonly port: string;
  /** The beginnings of the paths that an Ingress leads to it. */
  readonly paths: readonly string[];
  /** What is below those and is not for people. ingress-nginx alone can keep them from it. */
  readonly closed?: string;
  /** Whether it asks people who they are. Else the ingress controller has to, where a stack says how. */
  readonly signsIn: boolean;
}

/**
 * What a server and a scheduled job have in common. What each has to say of itself has to be said, if only that there is
 * nothing of it.
 */
interface Base {
  /** Its own type in Pulumi's tree, after `autodealgenie:monitoring:`. Deployed stacks know it by that: it stays. */
  readonly type: string;
  readonly account: ServiceAccount;
  readonly configMaps: readonly ConfigMap[];
  /** Undefined: it has no secrets. */
  readonly secret: SecretShape | undefined;
  readonly roles: readonly AccessRule[];
  /** Whom it opens connections to. */
  readonly egress: readonly Egress[];
  /** What it is shown to be who it is by. cert-manager makes a Secret of each. */
  readonly certificates?: readonly Certificate[];
}

/**
 * Everything that one server of the stack consists of. Plain data, so that its edges to other workloads
 * can be checked before anything is registered.
 */
export interface Server extends Base {
  readonly service: Service;
  /** Gives the pods of a StatefulSet names, where `service` has an address and cannot. */
  readonly governing?: Service;
  /** Undefined where an exporter speaks for the server. */
  readonly monitor: ServiceMonitor | undefined;
  /** How it speaks TLS, where a stack's servers do. Undefined: it never does. */
  readonly tls: ServerTls | undefined;
  /** What people reach of it: in a browser, or through an Ingress. Undefined: only servers come to it. */
  readonly publicEndpoint: PublicEndpoint | undefined;
  /** What a second container of the same pods serves, under a name of its own. Left out: there is none. */
  readonly sidecar?: {
    readonly service: Service;
    readonly monitor: ServiceMonitor;
    readonly tls: ServerTls | undefined;
  };
  readonly resource: ServerResource;
  /** How many of its replicas a drain may take at a time. Left out: any. */
  readonly budget?: PodDisruptionBudget;
  /** Left out: the workload itself says how many replicas there are. */
  readonly autoscaler?: HorizontalPodAutoscaler;
  /** How people come to it. Left out: through no Ingress. */
  readonly ingresses?: readonly Ingress[];
}

/** The same of what is done again and again, by pods that end: it asks servers, and nobody asks it. */
export interface ScheduledJob extends Base {
  readonly resource: CronJob;
}

/** A server or a scheduled job: whatever has pods of its own. */
export type Workload = Server | ScheduledJob;

/** The workloads of a stack by name; those that its settings leave out are undefined. */
export type Workloads = Readonly<Record<string, Workload | undefined>>;

export function isServer(workload: Workload): workload is Server {
  return "service" in workload;
}

/** Workloads each of which is changed by itself; one that a stack leaves out stays so. */
export function eachChanged<
  P extends Readonly<Record<string, W | undefined>>,
  W extends Workload = Workload,
>(workloads: P, change: (workload: W, name: string) => W): P {
  return Object.fromEntries(
    Object.entries<W | undefined>(workloads).map(([name, workload]) => [
      name,
      workload && change(workload, name),
    ]),
  ) as P;
}

/** Workloads each of whose ServiceMonitors is changed by itself. */
export function eachMonitored<P extends Workloads>(
  workloads: P,
  change: (monitor: ServiceMonitor) => ServiceMonitor,
): P {
  return eachChanged(workloads, (workload) => {
    if (!isServer(workload)) return workload;
    const { monitor, sidecar } = workload;
    return {
      ...workload,
      monitor: monitor && change(monitor),
      ...(sidecar && { sidecar: { ...sidecar, monitor: change(sidecar.monitor) } }),
    };
  });
}
