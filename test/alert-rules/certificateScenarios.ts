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
    title: "fires two weeks before a certificate expires, only for its address",
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
    title: "keeps firing after the certificate has expired and its expiry is no longer exposed",
    series: { [expiry()]: "3600x60 stale" },
    at: "2h",
    fires: [{ instance: ADDRESS }],
    says: {
      summary: `The certificate of ${ADDRESS} must be renewed.`,
      description: `A certificate of ${ADDRESS} has expired, and clients reject it.`,
    },
  },
  ...[0, 1].map((other): Scenario => ({
    title: `keeps firing after expiry while the probe fails, if another address's probe_success is ${other}`,
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
    title: `stays quiet about an address that was removed after ${minutes} minutes`,
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
    title: "stays quiet while the certificate is valid for another two weeks",
    case: "just below the limit",
    series: { [expiry()]: `${14 * DAY + IN_2H}x130` },
    at: "2h",
    fires: [],
  },
  {
    title: "resolves once the certificate is renewed",
    series: { [expiry()]: `${3 * DAY}x80 ${90 * DAY}x50` },
    at: "2h",
    fires: [],
  },
  {
    title:
      "stays quiet once the certificate is renewed, even if a removed pod never saw the new one",
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
