import type { Scenario } from "./scenario";

const ADDRESS = "https://autodealgenie.example/health";
const expiry = (instance = ADDRESS, pod = "a") =>
  `probe_ssl_earliest_cert_expiry{job="blackbox-exporter",namespace="monitoring",pod="blackbox-exporter-${pod}",instance="${instance}"}`;

// The scenarios begin at the time 0: at 2h it is 7200.
const IN_2H = 7200;
const DAY = 86_400;

export const certificateExpiring: readonly Scenario[] = [
  {
    title: "fires two weeks before, for the address alone that it is about",
    series: {
      [expiry()]: `${13 * DAY + IN_2H}x130`,
      [expiry("https://grafana.example")]: `${60 * DAY}x130`,
    },
    at: "2h",
    fires: [{ instance: ADDRESS }],
    says: {
      summary: `The certificate of ${ADDRESS} must be renewed.`,
      description: `A certificate of ${ADDRESS} is valid for another 13d 0h 0m 0s.`,
    },
  },
  {
    title: "goes on when it has ended, and the probe refuses it and no longer tells of it",
    series: { [expiry()]: "3600x60 stale" },
    at: "2h",
    fires: [{ instance: ADDRESS }],
    says: {
      summary: `The certificate of ${ADDRESS} must be renewed.`,
      description: `A certificate of ${ADDRESS} has ended, and nobody trusts it any more.`,
    },
  },
  {
    title: "stays quiet while it is valid for two weeks",
    case: "just below the limit",
    series: { [expiry()]: `${14 * DAY + IN_2H}x130` },
    at: "2h",
    fires: [],
  },
  {
    title: "stays quiet once it is renewed",
    series: { [expiry()]: `${3 * DAY}x80 ${90 * DAY}x50` },
    at: "2h",
    fires: [],
  },
  {
    title: "stays quiet once it is renewed, although a pod that is gone never saw that",
    series: {
      [expiry()]: `${3 * DAY}x20 stale`,
      [expiry(ADDRESS, "b")]: `_x25 ${90 * DAY}x100`,
    },
    at: "2h",
    fires: [],
  },
  {
    title: "waits an hour",
    series: { [expiry()]: `${3 * DAY}x130` },
    at: "55m",
    fires: [],
  },
];
