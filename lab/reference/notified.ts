/** An example of an alert in a notification, with the texts that its rule gives for these series. */
export interface Example {
  readonly alert: string;
  /** Labels that select one of several rules of this name. */
  readonly rule?: Readonly<Record<string, string>>;
  /** Labels from its series. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly summary: string;
  readonly description: string;
}

/** A message: its alerts, and the labels by which Alertmanager groups them. */
export interface Message {
  readonly title: string;
  readonly alerts: readonly [Example, ...Example[]];
  readonly groupedBy: readonly string[];
  readonly ended?: true;
}

const SITE = "autodealgenie.example";
const outage = { impact: "outage" } as const;
const fastest = { tier: "fastest" } as const;

const filling: Example = {
  alert: "VolumeFilling",
  labels: { namespace: "monitoring", persistentvolumeclaim: "data-prometheus-0" },
  summary: "Volume data-prometheus-0 is filling up.",
  description: "At its recent rate, volume monitoring/data-prometheus-0 will be full in 3h 12m 0s.",
};

const unreachable = (host: string): Example => ({
  alert: "SiteUnreachable",
  rule: outage,
  labels: { instance: `https://${host}.${SITE}` },
  summary: `Nobody can reach the service by https://${host}.${SITE}.`,
  description: `Probes of https://${host}.${SITE} cannot connect, or get a certificate that is not trusted.`,
});

const burns = (alert: string, promise: string, felt: string): Example => ({
  alert,
  rule: fastest,
  summary: `Too many users' requests ${felt} for the objective to be met.`,
  description: `The objective is that ${promise}. The error budget burns 96 times too fast; at 14.4 times, the limit, it is spent in 50 hours.`,
});

const OUTAGE: Message = {
  title: "Nine alerts of one outage",
  groupedBy: ["severity"],
  alerts: [
    {
      alert: "HighErrorRate",
      summary: "The backend answers too many requests with errors.",
      description: "62.5% of all users' requests are answered with a 5xx status; the limit is 5%.",
    },
    {
      alert: "DatabaseDown",
      rule: outage,
      labels: { job: "postgres-exporter" },
      summary: "PostgreSQL is down.",
      description: "postgres-exporter cannot reach PostgreSQL.",
    },
    burns(
      "AvailabilityBudgetBurn",
      "99.9% of the requests over 30d are answered without a 5xx status",
      "fail",
    ),
    burns(
      "LatencyBudgetBurn",
      "95% of the requests over 30d are answered within 500 ms",
      "take longer than half a second",
    ),
    burns(
      "SlowRequestBudgetBurn",
      "99% of the requests over 30d are answered within 2 s",
      "take longer than two seconds",
    ),
    ...["app", "www", "shop", "status"].map(unreachable),
  ],
};

const disk: Example = {
  alert: "DiskSpaceLow",
  labels: filling.labels ?? {},
  summary: "Volume data-prometheus-0 is almost full.",
  description:
    "Only 4.2% of volume monitoring/data-prometheus-0 is free, 4.2% of its bytes, 97.1% of its inodes; the limit is 10%. When it is full, writes to it fail.",
};

const one = (title: string, alert: Example, ended?: true): Message => ({
  title,
  groupedBy: ["alertname", "severity"],
  alerts: [alert],
  ...(ended && { ended }),
});

/** Critical alerts, as PagerDuty and Slack show them: one that fires, nine of one outage, and one that has ended. */
export const CRITICAL: readonly Message[] = [
  one("One alert", disk),
  OUTAGE,
  one("A resolved alert", disk, true),
];

/** A warning, which only Slack gets. */
export const WARNING: Message = one("A warning", filling);

/** An alert for the daily mail. */
export const INFO: Message = one("One alert", {
  alert: "LowUserSignupRate",
  summary: "Hardly anyone signs up.",
  description:
    "0 users signed up in the last 24h, although the service was running; at least 1 should.",
});
