import type { LabSettings } from "../deploy/labSettings";

/**
 * Stack settings for the drills of alerts that take too long, or are impossible, even with the time scale. The
 * conditions of the alerts stay the same. No two of these contradict each other, so that one stack serves all drills.
 */

/**
 * For metrics that are measured too seldom for a window shortened by the time scale: cAdvisor measures a container
 * every 10 to 20 s at any time scale, and a rate extrapolates at most half of that beyond the last sample. The CPU
 * limit is one that a busy machine with two cores can always provide.
 */
export const STEADY_CPU: LabSettings = {
  alerts: { HighCPUUsage: { window: "20m", for: "5m" } },
  backend: { cpu: "500m" },
};

/** The kubelet measures a volume once a minute at any time scale, and a trend needs several samples. */
export const FILLING_SOON: LabSettings = {
  alerts: { VolumeFilling: { window: "20m", for: "5m" } },
};

export const ENDING_SOON: LabSettings = { alerts: { CertificateExpiring: { for: "5m" } } };

/**
 * Short windows, instead of a day for sign-ups and of four working hours for deals; every hour is now a working hour.
 * An alert of severity info that was already notified, when another fault kept people away, is notified again within
 * minutes instead of a day.
 */
export const MISSED_SOON: LabSettings = {
  alerts: {
    LowUserSignupRate: { window: "10m", for: "5m" },
    NoDealsCreated: { window: "10m", for: "5m" },
  },
  notifications: { digestEvery: "10m" },
  workingHours: { firstDay: 0, lastDay: 6, fromHour: 0, toHour: 24 },
};

/** A cluster of Alertmanagers has at least two replicas. */
export const CLUSTER: LabSettings = { alertmanager: { replicas: 2 } };
