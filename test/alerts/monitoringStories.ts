import type { Stories, Tale } from "./stories";

const watchdog: readonly Tale[] = [
  { title: "fires from the first evaluation on", series: {}, at: "0s", fires: [{}] },
  {
    title: "fires whatever else is wrong, once",
    series: { 'up{job="backend"}': "0x10", 'up{job="prometheus"}': "0x10" },
    at: "10m",
    fires: [{}],
    says: {
      summary: "The alerting works.",
      description:
        "This alert always fires. The dead-man's switch outside expects it, and calls somebody when it stays away.",
    },
  },
];

export const monitoringStories = {
  Watchdog: {
    tales: watchdog,
    cannotBe: {
      "just below the limit": "it has no limit",
      "no traffic": "it fires then, too",
      "restarted counter": "it reads no counter",
    },
  },
} satisfies Stories;
