import type { Scenario } from "./scenario";

const of = (name: string, more = "") =>
  `job="cert-manager",namespace="monitoring",name="${name}",issuer_name="internal",issuer_kind="Issuer",issuer_group="cert-manager.io"${more}`;
const is = (name: string, condition: string) =>
  `certmanager_certificate_ready_status{${of(name, `,condition="${condition}"`)}}`;
const renewal = (name: string) => `certmanager_certificate_renewal_timestamp_seconds{${of(name)}}`;

const DAY = 86_400;
const IN_3H = 10_800;
const NAMES = { namespace: "monitoring", name: "prometheus" };

export const certificateNotReady: readonly Scenario[] = [
  {
    title: "fires only for the Certificate that has not been ready for 15 minutes",
    series: {
      [is("prometheus", "True")]: "1x4 0x40",
      [is("prometheus", "False")]: "0x4 1x40",
      [is("grafana", "True")]: "1x45",
      [is("grafana", "False")]: "0x45",
    },
    at: "25m",
    fires: [NAMES],
    says: {
      summary: "The Certificate monitoring/prometheus is not ready.",
      description:
        "cert-manager has no valid certificate that matches the Certificate monitoring/prometheus. Pods that mount its Secret do not start, or present a certificate that clients reject.",
    },
  },
  {
    title: "fires if it is still unknown whether the Certificate is ready",
    series: { [is("prometheus", "True")]: "0x40", [is("prometheus", "Unknown")]: "1x40" },
    at: "25m",
    fires: [NAMES],
  },
  {
    title: "ignores other teams' Certificates",
    series: {
      [is("prometheus", "True").replace("monitoring", "shop")]: "0x40",
      [is("prometheus", "False").replace("monitoring", "shop")]: "1x40",
    },
    at: "30m",
    fires: [],
  },
  {
    title: "fires in the application's namespace too, but not outside the stack's namespaces",
    series: Object.fromEntries(
      ["autodealgenie", "kube-system", "monitoring-of-others"].map((namespace) => [
        is("backend", "True").replace('"monitoring"', `"${namespace}"`),
        "0x40",
      ]),
    ),
    at: "30m",
    fires: [{ namespace: "autodealgenie", name: "backend" }],
  },
  {
    title: "is quiet while a Certificate is being issued",
    series: { [is("prometheus", "True")]: "0x3 1x40", [is("prometheus", "False")]: "1x3 0x40" },
    at: "25m",
    fires: [],
  },
];

export const certificateRenewalOverdue: readonly Scenario[] = [
  {
    title: "fires if a Certificate should have been renewed more than a day ago",
    // The scenarios start at Unix time 0: a certificate that is due then was due from the start.
    series: { [renewal("prometheus")]: "1x1700", [renewal("grafana")]: `${30 * DAY}x1700` },
    at: "26h",
    fires: [NAMES],
    says: {
      summary: "The Certificate monitoring/prometheus was not renewed.",
      description:
        "cert-manager should have renewed the Certificate monitoring/prometheus 1d 1h 59m 59s ago, but has not. The old one is used until it expires.",
    },
  },
  {
    title: "ignores other teams' Certificates",
    series: { [renewal("prometheus").replace("monitoring", "shop")]: "1x1700" },
    at: "26h",
    fires: [],
  },
  {
    title: "is quiet while the renewal is less than a day overdue",
    case: "just below the limit",
    series: { [renewal("prometheus")]: `${IN_3H}x1700` },
    at: "26h",
    fires: [],
  },
  {
    title: "is quiet once the Certificate is renewed",
    series: { [renewal("prometheus")]: `1x1480 ${60 * DAY}x200` },
    at: "26h",
    fires: [],
  },
  {
    title: "is quiet if no certificate was ever issued, which CertificateNotReady reports",
    series: { [renewal("prometheus")]: "0x1700" },
    at: "26h",
    fires: [],
  },
];
