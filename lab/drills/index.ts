import type { AlertName } from "../../alert-rules/alerts";
import { applicationDrills, objectiveDrills } from "./application";
import { infrastructureDrills } from "./infrastructure";
import { postgresDrills } from "./postgres";
import { redisDrills } from "./redis";
import type { Drill } from "./drill";
import { watchingDrills } from "./watching";

/**
 * Which fault starts first when several could. Drills of objectives come first, because these look back over a long
 * time: many good requests before their fault would delay them. The rest is the order that took the least time in total
 * when different orders were tried; a test checks how long it takes.
 */
const ORDER: readonly AlertName[] = [
  "TargetAbsent",
  "WorkloadDegraded",
  "LowCacheHitRate",
  "TSDBFailing",
  "CertificateExpiring",
  "DiskSpaceLow",
  "HighCPUUsage",
  "VolumeFilling",
  "AlertBlind",
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
  "SiteUnreachable",
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

/** How each alert is made to fire, in the order in which faults start that could start at the same time. */
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
