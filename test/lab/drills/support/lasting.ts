import type { Lasting } from "./simulated";

const lasting = (there: number, over: number): Lasting => ({ there, over });

/** The measured duration of each drill in seconds, on two cores with much other load: see simulated(). */
const LASTING: Readonly<Record<string, Lasting>> = {
  HighAPILatency: lasting(95, 32),
  LatencyBudgetBurn: lasting(94, 54),
  SlowRequestBudgetBurn: lasting(95, 156),
  LLMSlow: lasting(95, 31),
  HighErrorRate: lasting(54, 25),
  VehicleSearchFailing: lasting(54, 16),
  NegotiationFailing: lasting(55, 28),
  AvailabilityBudgetBurn: lasting(55, 178),
  TargetDown: lasting(37, 1),
  TargetAbsent: lasting(45, 2),
  RuleEvaluationFailing: lasting(58, 53),
  ConfigReloadFailing: lasting(52, 29),
  TSDBFailing: lasting(93, 60),
  AlertmanagerUnreachable: lasting(48, 24),
  NotificationFailing: lasting(45, 92),
  AlertmanagerClusterBroken: lasting(43, 4),
  Watchdog: lasting(52, 2),
  DatabaseDown: lasting(24, 42),
  DatabaseConnectionPoolHigh: lasting(35, 2),
  DatabasePoolWaiting: lasting(38, 31),
  SlowQueries: lasting(116, 40),
  RedisDown: lasting(21, 43),
  LowCacheHitRate: lasting(97, 29),
  HighRedisMemoryUsage: lasting(40, 1),
  HighMemoryUsage: lasting(70, 14),
  HighCPUUsage: lasting(149, 32),
  DiskSpaceLow: lasting(62, 14),
  VolumeFilling: lasting(182, 11),
  WorkloadDegraded: lasting(110, 20),
  PodCrashLooping: lasting(101, 30),
  AlertBlind: lasting(100, 15),
  SiteUnreachable: lasting(45, 5),
  CertificateExpiring: lasting(48, 7),
  ServiceDown: lasting(31, 0),
  HighRequestRate: lasting(95, 25),
  EventLoopLagHigh: lasting(35, 2),
  HighAuthenticationFailureRate: lasting(68, 30),
  LLMFailing: lasting(43, 32),
  ExternalAPIFailing: lasting(55, 26),
  ExternalAPISlow: lasting(84, 28),
  LowUserSignupRate: lasting(95, 3),
  NoDealsCreated: lasting(90, 8),
};

/** The assumed duration of a new drill until it is measured: longer than most. */
const NOT_MEASURED = lasting(100, 30);

/** The measured or assumed duration of an alert's drill. */
export function lastingOf(alert: string): Lasting {
  return LASTING[alert] ?? NOT_MEASURED;
}
