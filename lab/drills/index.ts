import type { AlertName } from "../../alert-rules/alerts";
import { applicationDrills, objectiveDrills } from "./application";
import { infrastructureDrills } from "./infrastructure";
import { postgresDrills } from "./postgres";
import { redisDrills } from "./redis";
import type { Drill } from "./drill";
import { watchingDrills } from "./watching";

/**
 * Who begins first, where several faults could. First come those of objectives, which look back for long: many requests
 * that were well before their fault would delay them. The rest is what kept all of them shortest when orders were tried;
 * a test holds how long that is.
 */
const ORDER: readonly AlertName[] = [
  "TargetAbsent",
  "WorkloadDegraded",
  "LowCacheHitRate",
  "TSDBFailing",
  "AlertBlind",
  "CertificateExpiring",
  "SiteUnreachable",
  "DiskSpaceLow",
  "HighCPUUsage",
  "VolumeFilling",
  "ConfigReloadFailing",
  "ExternalAPISlow",
  "HighAuthenticationFailureRate",
  "NotificationFailing",
  "PodCrashLooping",
  "LowUserSignupRate",
  "NoDealsCreated",
  "SlowQueries",
  "HighMemoryUsage",
  "HighRequestRate",
  "RuleEvaluationFailing",
  "HighRedisMemoryUsage",
  "DatabaseConnectionPoolHigh",
  "LLMFailing",
  "ExternalAPIFailing",
  "AlertmanagerClusterBroken",
  "TargetDown",
  "DatabasePoolWaiting",
  "DatabaseDown",
  "RedisDown",
  "EventLoopLagHigh",
  "ServiceDown",
  "AlertmanagerUnreachable",
  "Watchdog",
];

const byOrder = (one: Drill, other: Drill): number =>
  ORDER.indexOf(one.alert) - ORDER.indexOf(other.alert);

/** How each alert is made to fire, in the order in which faults begin that could begin together. */
export const drills: readonly Drill[] = [
  ...objectiveDrills,
  ...[
    ...watchingDrills,
    ...postgresDrills,
    ...redisDrills,
    ...infrastructureDrills,
    ...applicationDrills,
  ].sort(byOrder),
];
