import { count, percent, perSecond, quantity, seconds } from "./promql/units";
import type { Duration, Quantity, Unit } from "./promql/units";

/** `critical` pages somebody, `warning` is for working hours, `info` for the record. */
export const SEVERITIES = ["critical", "warning", "info"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** When an alert fires and how loudly: what a stack may set of it. */
export interface Policy<U extends Unit = Unit> {
  /**
   * The value that is too much, or too little, in its signal's base unit. A stack's `timeScale` shortens windows and
   * waits, and leaves limits alone: two seconds of latency are two, and a certificate's days are days. Only where a
   * limit is a stretch of the stack's own time does the signal say so, and write it as a duration.
   */
  readonly limit?: Quantity<U>;
  /** How far back the signal is measured. */
  readonly window?: Duration;
  /** How long it has to last. */
  readonly for: Duration;
  readonly severity: Severity;
}

const DAY_SECONDS = 24 * 60 * 60;

/**
 * Every alert on a fault, by name, as it is where a stack says nothing else. A panel that draws an alert's signal
 * takes its threshold from here, too.
 */
export const DEFAULT_POLICIES = {
  HighErrorRate: { limit: percent(5), window: "5m", for: "5m", severity: "critical" },
  HighAPILatency: { limit: seconds(2), window: "5m", for: "10m", severity: "warning" },
  ServiceDown: { for: "2m", severity: "critical" },
  HighRequestRate: { limit: perSecond(100), window: "5m", for: "10m", severity: "warning" },
  EventLoopLagHigh: { limit: seconds(0.25), for: "5m", severity: "warning" },
  LLMFailing: { limit: percent(20), window: "5m", for: "5m", severity: "warning" },
  /** An attempt is given up after half of the 20 s that a question has: longer is told by LLMFailing. */
  LLMSlow: { limit: seconds(5), window: "5m", for: "10m", severity: "warning" },
  ExternalAPIFailing: { limit: percent(20), window: "5m", for: "5m", severity: "warning" },
  /** An attempt is given up after 2 s: a limit from there on would never be exceeded. */
  ExternalAPISlow: { limit: seconds(1), window: "5m", for: "10m", severity: "warning" },
  VehicleSearchFailing: { limit: percent(5), window: "5m", for: "5m", severity: "warning" },
  NegotiationFailing: { limit: percent(5), window: "5m", for: "5m", severity: "warning" },

  DatabaseDown: { for: "2m", severity: "critical" },
  DatabaseConnectionPoolHigh: { limit: percent(80), for: "5m", severity: "warning" },
  /** The limit is so many requests waiting in one pod, on average. */
  DatabasePoolWaiting: { limit: count(1), window: "5m", for: "5m", severity: "warning" },
  SlowQueries: { limit: seconds(1), window: "10m", for: "10m", severity: "warning" },

  RedisDown: { for: "2m", severity: "critical" },
  LowCacheHitRate: { limit: percent(80), window: "5m", for: "15m", severity: "warning" },
  HighRedisMemoryUsage: { limit: percent(90), for: "5m", severity: "warning" },

  HighMemoryUsage: { limit: percent(80), for: "10m", severity: "warning" },
  HighCPUUsage: { limit: percent(80), window: "5m", for: "10m", severity: "warning" },
  DiskSpaceLow: { limit: percent(10), for: "5m", severity: "critical" },
  /**
   * The limit is how soon the volume would be full if it went on filling as over the window. It is shortened as the
   * window is: what was seen for minutes says something of the next hours, not of days.
   */
  VolumeFilling: { limit: seconds(4 * DAY_SECONDS), window: "6h", for: "1h", severity: "warning" },
  PodCrashLooping: { window: "5m", for: "15m", severity: "warning" },
  /**
   * The limit is how long the certificate is still valid, in real time always. The window is how long a certificate is
   * remembered that the probe no longer sees.
   */
  CertificateExpiring: {
    limit: seconds(14 * DAY_SECONDS),
    window: "7d",
    for: "1h",
    severity: "warning",
  },

  /** A certificate is issued in seconds, by an ACME server in minutes. */
  CertificateNotReady: { for: "15m", severity: "warning" },
  /** The limit is real time always. Most are renewed a month before they end: there is time for more than one attempt. */
  CertificateRenewalOverdue: { limit: seconds(DAY_SECONDS), for: "1h", severity: "warning" },

  LowUserSignupRate: { limit: count(1), window: "24h", for: "2h", severity: "info" },
  NoDealsCreated: { limit: count(1), window: "4h", for: "30m", severity: "warning" },
  HighAuthenticationFailureRate: {
    limit: perSecond(5),
    window: "5m",
    for: "10m",
    severity: "warning",
  },

  TargetDown: { for: "5m", severity: "warning" },
  TargetAbsent: { for: "5m", severity: "warning" },
  RuleEvaluationFailing: { window: "5m", for: "5m", severity: "warning" },
  /** The limit is the share that no Alertmanager gets: each alert is repeated, so a few lost ones lose nobody a page. */
  AlertmanagerUnreachable: {
    limit: percent(10),
    window: "5m",
    for: "5m",
    severity: "critical",
  },
  /**
   * The limit and the window are those of Alertmanager's own mixin: what was given up, nobody heard. The window outlasts
   * the wait, so that the only mail of a day fires, too.
   */
  NotificationFailing: { limit: percent(1), window: "15m", for: "5m", severity: "critical" },
  ConfigReloadFailing: { for: "5m", severity: "warning" },
  TSDBFailing: { window: "15m", for: "5m", severity: "warning" },
  AlertmanagerClusterBroken: { for: "5m", severity: "warning" },

  ThanosCompactHalted: { for: "5m", severity: "warning" },
  /** A block that failed is tried again every half minute. */
  ThanosUploadFailing: { window: "15m", for: "10m", severity: "warning" },
  ThanosStoreFailing: { limit: percent(5), window: "15m", for: "5m", severity: "warning" },
  /** As in Prometheus's own mixin: samples wait for some two hours before they are lost. */
  RemoteWriteBehind: { limit: seconds(120), window: "5m", for: "15m", severity: "warning" },
  /** As in Prometheus's own mixin. */
  RemoteWriteFailing: { limit: percent(1), window: "5m", for: "15m", severity: "warning" },
  /** Each is made every day at the least: a day, and two hours for a second try. In real time always. */
  BackupOverdue: { limit: seconds(26 * 60 * 60), for: "10m", severity: "warning" },
} as const satisfies Readonly<Record<string, Policy>>;

/** The alerts whose limit, window, wait and severity a stack may set. */
export type PolicyName = keyof typeof DEFAULT_POLICIES;

/** The alerts of the service's objectives, whose limits follow from the objectives. */
export const BUDGET_ALERTS = [
  "AvailabilityBudgetBurn",
  "LatencyBudgetBurn",
  "SlowRequestBudgetBurn",
] as const;

/** The name of every alert there is. */
export type AlertName = PolicyName | (typeof BUDGET_ALERTS)[number] | "Watchdog";

/** One alert's policy: it has what its default has. */
export type PolicyOf<N extends PolicyName> = {
  readonly [K in keyof (typeof DEFAULT_POLICIES)[N]]: K extends "severity"
    ? Severity
    : K extends "for" | "window"
      ? Duration
      : (typeof DEFAULT_POLICIES)[N][K];
};

/** Every alert's policy in one stack. */
export type Policies = { readonly [N in PolicyName]: PolicyOf<N> };

/** The same as a stack's settings have it: a limit is a number in its base unit. */
export type PolicySettings = {
  readonly [N in PolicyName]: {
    readonly [K in keyof PolicyOf<N>]: K extends "limit" ? number : PolicyOf<N>[K];
  };
};

export const POLICY_NAMES = Object.keys(DEFAULT_POLICIES) as readonly PolicyName[];

/** The policies of a stack that sets some of them; the rest stays as it is by default. */
export function policiesWith(settings: {
  readonly [N in PolicyName]?: Partial<PolicySettings[N]>;
}): Policies {
  return Object.fromEntries(
    POLICY_NAMES.map((name) => [name, policyWith(DEFAULT_POLICIES[name], settings[name])]),
  ) as unknown as Policies;
}

function policyWith(
  policy: Policy,
  { limit, ...others }: Partial<Omit<Policy, "limit">> & { readonly limit?: number } = {},
): Policy {
  const set = { ...policy, ...others };
  return limit === undefined || policy.limit === undefined
    ? set
    : { ...set, limit: quantity(limit, policy.limit.unit) };
}
