import type { LabSettings } from "../deploy/stack";
import type { Times } from "../../infra/config-files/times";
import type { AlertName } from "../../infra/signals/policies";

import type { Notification, Receiver } from "../receivers/notification";

/** What a fault disturbs, or needs undisturbed. Two faults that share one are never caused at the same time. */
export type Resource =
  | "everything"
  /** Whether whatever is scraped answers. */
  | "targets"
  | "processor"
  | "backend"
  | "its answers"
  | "its people"
  | "PostgreSQL"
  | "Redis"
  | "language model"
  | "vehicle API"
  | "kube-state-metrics"
  | "blackbox-exporter"
  | "Prometheus"
  | "Prometheus's volume"
  | "Alertmanager"
  | "Alertmanager's volume";

/** Ends a fault. Safe to call twice. */
export type Undo = () => Promise<void>;

/** How far something is that is not an alert in Prometheus. */
export interface Watch {
  /** Undefined where nobody says. */
  readonly state: () => Promise<AlertState | undefined>;
  readonly tells: (notification: Notification) => boolean;
  /** Milliseconds from the fault to the notification, at the worst. */
  readonly worstMs: (times: Times) => number;
}

export type AlertState = "quiet" | "pending" | "firing";

/** How an alert is made to fire for real, in the local cluster. */
export interface Drill {
  readonly alert: AlertName;
  /** What is done, in a sentence for the person who watches. */
  readonly fault: string;
  readonly takes: readonly Resource[];
  /**
   * What the stack has to be set to for it. Shortens windows that not even the time factor makes bearable; what it
   * proves stays the same.
   */
  readonly settings?: LabSettings;
  /** Which receivers are to hear of it. @default those of the alert's severity */
  readonly heardBy?: readonly Receiver[];
  /** The fault itself keeps people from hearing of it: it ends once the alert fires, and is told of afterwards. */
  readonly toldAfterwards?: true;
  /** How it is seen, where the alert's own silence is the alarm. @default by its state in Prometheus */
  readonly watch?: Watch;
  /**
   * Begins what keeps the alert quiet, where the fault is that it is missing: it is there before the fault and after it,
   * until the alert is quiet.
   */
  readonly normally?: () => Promise<Undo>;
  /** Causes the fault, and resolves when it is there. It ends when the undo has resolved. */
  readonly cause: () => Promise<Undo>;
}
