import type { LabSettings } from "../deploy/stack";
import type { Times } from "../../infra/rendered-config/times";
import type { Severity } from "../../alert-rules/policy";
import type { AlertName } from "../../alert-rules/alerts";

import type { Notification, Receiver } from "../receivers/notification";

/** What faults can disturb for each other. */
export type Resource =
  /** Whether whatever is scraped answers. */
  | "targets"
  /** Time of the machine's cores. */
  | "processor"
  /** Its pods are there and answer at their speed. */
  | "backend"
  /** What runs in its containers. */
  | "backend's containers"
  | "event loop"
  | "failing answers"
  | "slow answers"
  /** That few requests come: of many, those that a fault spoils are a small share. */
  | "few requests"
  /** The same, but that people may come: they are no flood. */
  | "no flood"
  | "sign-ins"
  | "sign-ups and deals"
  /** That people hear of what follows from an outage: while the outage's own alert fires, they do not. */
  | "symptoms"
  | "PostgreSQL"
  | "slow statements"
  /** That few statements are quick: many of them make the mean small. */
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
  /** What its alert goes by: undisturbed by others from before the fault until the alert has resolved. */
  readonly reads: readonly Resource[];
  /** What the fault works through: undisturbed by others until the fault has ended. */
  readonly uses?: readonly Resource[];
  /** What the fault disturbs while it is there. */
  readonly disturbs: readonly Resource[];
  /** What of it stays disturbed until the alert has resolved. */
  readonly lingers?: readonly Resource[];
}

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
export interface Drill extends Claims {
  readonly alert: AlertName;
  /** What is done, in a sentence for the person who watches. */
  readonly fault: string;
  /**
   * What the stack has to be set to for it. Shortens windows that not even the time factor makes bearable; what it
   * proves stays the same.
   */
  readonly settings?: LabSettings;
  /** How loud its rule is that the fault makes fire, where others of its rules are louder. @default as loud as the last */
  readonly severity?: Severity;
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
