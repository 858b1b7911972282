import type { Scenario } from "./scenario";

const ADDRESS = "https://autodealgenie.example/health";
const expiry = (instance = ADDRESS, pod = "a") =>
  `probe_ssl_earliest_cert_expiry{job="blackbox-exporter",namespace="monitoring",pod="blackbox-exporter-${pod}",instance="${instance}"}`;

const success = (instance = ADDRESS) =>
  `probe_success{job="blackbox-exporter",namespace="monitoring",pod="blackbox-exporter-a",instance="${instance}"}`;
const up = (instance = ADDRESS) => success(instance).replace("probe_success", "up");

// The scenarios start at Unix time 0, so 2h is 7200.
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
    title: "goes on when it has ended, and the probe refuses it and no longer notifies of it",
    series: { [expiry()]: "3600x60 stale" },
    at: "2h",
    fires: [{ instance: ADDRESS }],
    says: {
      summary: `The certificate of ${ADDRESS} must be renewed.`,
      description: `A certificate of ${ADDRESS} has expired, and clients reject it.`,
    },
  },
  ...[0, 1].map((other): Scenario => ({
    title: `goes on when it has ended, while the probe fails, and another address has ${other}`,
    series: {
      [expiry()]: "3600x60 stale",
      [success()]: "1x60 0x70",
      [up()]: "1x130",
      [up("https://grafana.example")]: "1x130",
      [success("https://grafana.example")]: `${other}x130`,
    },
    at: "2h",
    fires: [{ instance: ADDRESS }],
  })),
  ...[30, 60, 90].map((minutes): Scenario => ({
    title: `stays quiet of an address that was taken out after ${minutes} minutes`,
    series: {
      [expiry()]: `${DAY}x${minutes} stale`,
      [success()]: `1x${minutes} stale`,
      [up()]: `1x${minutes} stale`,
      [up("https://grafana.example")]: "1x200",
      [success("https://grafana.example")]: "1x200",
      [expiry("https://grafana.example")]: `${90 * DAY}x200`,
    },
    at: "3h",
    fires: [],
  })),
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
