import type { LabSettings } from "../deploy/stack";

/**
 * What the stack is set to for the drills of alerts that not even the time factor makes bearable, or possible. Their
 * conditions stay the same. No two of these contradict each other, so that one stack serves all drills.
 */

/**
 * For what is measured too seldom for a window that the time factor has shortened: cAdvisor looks at a container every
 * 10 to 20 s, whatever the factor, and a rate takes no more than half of that for granted after the last sample. And a
 * container may have no more than a busy machine of two cores can always give.
 */
export const STEADY_CPU: LabSettings = {
  alerts: { HighCPUUsage: { window: "20m", for: "5m" } },
  backend: { cpu: "500m" },
};

/** The kubelet measures a volume once a minute, whatever the factor: a trend needs some of its samples. */
export const FILLING_SOON: LabSettings = {
  alerts: { VolumeFilling: { window: "20m", for: "5m" } },
};

export const ENDING_SOON: LabSettings = { alerts: { CertificateExpiring: { for: "5m" } } };

/**
 * Instead of a day, and of four hours of those at which deals are expected, which is now every hour. Information that
 * was told of before, when another fault kept people away, is told of again before the day is over.
 */
export const MISSED_SOON: LabSettings = {
  alerts: {
    LowUserSignupRate: { window: "10m", for: "5m" },
    NoDealsCreated: { window: "10m", for: "5m" },
  },
  notifications: { digestEvery: "10m" },
  workingHours: { firstDay: 0, lastDay: 6, fromHour: 0, toHour: 24 },
};

/** A cluster of Alertmanagers is one of two at the least. */
export const CLUSTER: LabSettings = { alertmanager: { replicas: 2 } };
