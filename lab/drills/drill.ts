import type { LabSettings } from "../deploy/labSettings";
import type { Times } from "../../infra/rendered-config/times";
import type { Severity } from "../../alert-rules/policy";
import type { AlertName } from "../../alert-rules/alerts";

import type { Notification, Receiver } from "../receivers/notification";

/** What one drill's fault can disturb for another drill. */
export type Resource =
  /** Whether everything that is scraped answers. */
  | "targets"
  /** CPU time of the machine. */
  | "processor"
  /** Its pods are running and answer at their usual speed. */
  | "backend"
  /** The load and memory in its containers. */
  | "backend's containers"
  | "event loop"
  | "failing answers"
  | "slow answers"
  /** There are few requests: among many, those that a fault spoils would be a small share. */
  | "few requests"
  /** The same, except that people may use the backend: they are not a flood. */
  | "no flood"
  | "sign-ins"
  | "sign-ups and deals"
  /** Whether people are notified of an outage's symptoms: they are not while the outage's own alert fires. */
  | "symptoms"
  | "PostgreSQL"
  | "slow statements"
  /** There are few quick statements: many of them lower the mean duration. */
  | "few statements"
  | "Redis"
  | "cache hits"
  | "language model"
  | "vehicle API"
  | "kube-state-metrics"
  | "blackbox-exporter"
  | "Prometheus"
  | "Prometheus's configuration"
  | "Prometheus's volume"
  | "Alertmanager"
  | "Alertmanager's mesh"
  | "Alertmanager's volume"
  | "webhooks";

/** What a drill needs undisturbed, and what it disturbs. */
export interface Claims {
  /**
   * What the alert's condition depends on. No other drill may disturb it from before the fault until the alert has
   * resolved.
   */
  readonly reads: readonly Resource[];
  /** What the fault needs in order to work. No other drill may disturb it until the fault has ended. */
  readonly uses?: readonly Resource[];
  /** What the fault disturbs until it has ended. */
  readonly disturbs: readonly Resource[];
  /** What stays disturbed until the alert has resolved. */
  readonly lingers?: readonly Resource[];
}

/** Ends a fault. Safe to call twice. */
export type Undo = () => Promise<void>;

/** How to observe a drill whose result is not an alert in Prometheus. */
export interface Watch {
  /** Undefined if it is unknown. */
  readonly state: () => Promise<AlertState | undefined>;
  readonly tells: (notification: Notification) => boolean;
  /** The longest time from the fault to the notification, in milliseconds. */
  readonly worstMs: (times: Times) => number;
}

/** The state of an alert; `quiet` if it is neither pending nor firing. */
export type AlertState = "quiet" | "pending" | "firing";

/** How to make an alert fire for real in the local cluster. */
export interface Drill extends Claims {
  readonly alert: AlertName;
  /** What is done, as a sentence for the person who watches. */
  readonly fault: string;
  /**
   * Stack settings that the drill needs. They shorten windows that take too long even with the time scale; what the
   * drill proves stays the same.
   */
  readonly settings?: LabSettings;
  /**
   * The severity of the rule that the fault fires, if the alert also has more severe rules.
   * @default that of the last rule
   */
  readonly severity?: Severity;
  /** The receivers that have to be notified. @default those of the alert's severity */
  readonly heardBy?: readonly Receiver[];
  /** The fault itself prevents notifications: it ends once the alert fires, and the notification arrives afterwards. */
  readonly toldAfterwards?: true;
  /** How to observe it, if the alarm is that the alert stops. @default by the alert's state in Prometheus */
  readonly watch?: Watch;
  /**
   * Starts what keeps the alert quiet, if the fault is its absence: it runs before the fault, and after it until the
   * alert is quiet.
   */
  readonly normally?: () => Promise<Undo>;
  /** Causes the fault, and resolves once it is in effect. It ends when the undo has resolved. */
  readonly cause: () => Promise<Undo>;
}
