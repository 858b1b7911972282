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

/** The part of a server that users can reach. */
export interface PublicEndpoint {
  /** The name of its Service's port. */
  readonly port: string;
  /** The path prefixes that an Ingress routes to it. */
  readonly paths: readonly string[];
  /** A path below those that is closed to users. Only ingress-nginx can close it. */
  readonly closed?: string;
  /** Whether it authenticates users. Otherwise the ingress controller has to, if the stack configures how. */
  readonly signsIn: boolean;
}

/** The fields that servers and scheduled jobs share. All are required, even if they are empty. */
interface Base {
  /**
   * Its component type in Pulumi, after `autodealgenie:monitoring:`. It must not change, because deployed stacks contain it.
   */
  readonly type: string;
  readonly account: ServiceAccount;
  readonly configMaps: readonly ConfigMap[];
  /** Undefined: it has no secrets. */
  readonly secret: SecretShape | undefined;
  readonly roles: readonly AccessRule[];
  /** The addresses that it connects to. */
  readonly egress: readonly Egress[];
  /** Its certificates. cert-manager creates a Secret for each. */
  readonly certificates?: readonly Certificate[];
}

/**
 * Everything that belongs to one server of the stack. It is plain data, so that its connections to other workloads can be
 * checked before anything is registered.
 */
export interface Server extends Base {
  readonly service: Service;
  /** The headless Service that gives the pods of a StatefulSet names, if `service` has a cluster IP. */
  readonly governing?: Service;
  /** Undefined if an exporter exports its metrics. */
  readonly monitor: ServiceMonitor | undefined;
  /** How it uses TLS, if the stack enables it. Undefined: never. */
  readonly tls: ServerTls | undefined;
  /** Its web interface, for browsers or an Ingress. Undefined: only servers connect to it. */
  readonly publicEndpoint: PublicEndpoint | undefined;
  /** The Service of a second container in the same pods. Left out: there is none. */
  readonly sidecar?: {
    readonly service: Service;
    readonly monitor: ServiceMonitor;
    readonly tls: ServerTls | undefined;
  };
  readonly resource: ServerResource;
  /** The number of replicas that a drain may evict at a time. Left out: any. */
  readonly budget?: PodDisruptionBudget;
  /** Left out: the number of replicas is fixed. */
  readonly autoscaler?: HorizontalPodAutoscaler;
  /** Its Ingress. Left out: it has none. */
  readonly ingresses?: readonly Ingress[];
}

/** The same for a scheduled job, whose pods run to completion. It connects to servers, and nothing connects to it. */
export interface ScheduledJob extends Base {
  readonly resource: CronJob;
}

/** A server or a scheduled job. */
export type Workload = Server | ScheduledJob;

/** The workloads of a stack by name; those that its settings leave out are undefined. */
export type Workloads = Readonly<Record<string, Workload | undefined>>;

export function isServer(workload: Workload): workload is Server {
  return "service" in workload;
}

/** Changes each workload; workloads that a stack leaves out stay undefined. */
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

/** Changes the ServiceMonitors of each workload. */
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
