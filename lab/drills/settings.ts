import type { LabSettings } from "../deploy/stack";

/**
 * For what is measured too seldom for a window that the time factor has shortened: cAdvisor looks at a container every
 * 10 to 20 s, whatever the factor, and a rate takes no more than half of that for granted after the last sample. And a
 * container may have no more than a busy machine of two cores can always give.
 */
const LONGER: LabSettings = {
  alerts: { HighCPUUsage: { window: "20m", for: "5m" } },
  backend: { cpu: "500m" },
};

/**
 * For the alerts that look back for hours or wait for them, which not even the time factor makes bearable. Their
 * conditions stay the same; every hour is one at which deals are expected. Information that was told of before, when
 * another fault kept people away, is told of again before the day is over.
 */
const QUICKER: LabSettings = {
  alerts: {
    LowUserSignupRate: { window: "20m", for: "5m" },
    NoDealsCreated: { window: "20m", for: "5m" },
    VolumeFilling: { window: "20m", for: "5m" },
    CertificateExpiring: { for: "5m" },
  },
  notifications: { digestEvery: "10m" },
  workingHours: { firstDay: 0, lastDay: 6, fromHour: 0, toHour: 24 },
};

/** Both at once: the drills that want the one leave those alone that want the other. */
export const ADJUSTED: LabSettings = {
  ...LONGER,
  ...QUICKER,
  alerts: { ...LONGER.alerts, ...QUICKER.alerts },
};
