import type { Job } from "../../../signals/promql/targets";
import type { AlertName } from "../../../alert-rules/alerts";
import type { Severity } from "../../../alert-rules/policy";
import { BUDGET_ALERTS } from "../../../alert-rules/slos";
import { TIERS } from "../../../signals/slo/tiers";
import type { InhibitRule, Matcher } from "./types";

/** Alerts that say the same on its own: while the source fires, they tell nobody anything new. */
export interface Symptoms {
  readonly of: AlertName;
  readonly alerts: readonly AlertName[];
  /** Only those of this job. */
  readonly job?: Job;
}

/** A target that does not answer, of which the alert on what it is or measures says more. */
const OUT_OF_SIGHT = ["TargetDown", "TargetAbsent"] as const satisfies readonly AlertName[];

/** What users meet when the backend lacks what it needs. */
const FAILING_REQUESTS = [
  "HighErrorRate",
  "HighAPILatency",
  "VehicleSearchFailing",
  "NegotiationFailing",
  "NoDealsCreated",
  ...BUDGET_ALERTS,
] as const satisfies readonly AlertName[];

/**
 * A dead dependency, and what follows from it. There is one of each in a stack, so the names alone decide. What may
 * as well be the reason of the outage stays audible: a full disk, memory, CPU.
 */
export const SYMPTOMS: readonly Symptoms[] = [
  {
    of: "DatabaseDown",
    alerts: [
      ...FAILING_REQUESTS,
      "SlowQueries",
      "DatabaseConnectionPoolHigh",
      "DatabasePoolWaiting",
      "LowUserSignupRate",
    ],
  },
  { of: "DatabaseDown", alerts: OUT_OF_SIGHT, job: "postgres-exporter" },
  {
    // Sign-in and sessions need Redis, so that requests fail without it.
    of: "RedisDown",
    alerts: [...FAILING_REQUESTS, "LowCacheHitRate", "HighRedisMemoryUsage", "LowUserSignupRate"],
  },
  { of: "RedisDown", alerts: OUT_OF_SIGHT, job: "redis-exporter" },
  { of: "ServiceDown", alerts: OUT_OF_SIGHT, job: "backend" },
];

/** Alerts on one thing at different degrees: of those on the same subject the loudest is told. */
export const DEGREES: readonly (readonly AlertName[])[] = [
  ["DiskSpaceLow", "VolumeFilling"],
  ["LLMFailing", "LLMSlow"],
  ["ExternalAPIFailing", "ExternalAPISlow"],
];

export { TIERS };

/** The labels that say which one of its kind an alert is about. An alert has few of them. */
const SUBJECT = [
  "namespace",
  "persistentvolumeclaim",
  "pod",
  "container",
  "job",
  "instance",
  "api_name",
  "model",
  "slo",
] as const;

/** Which of these is told while a louder one fires. */
const LOUDER: readonly (readonly [source: Severity, targets: readonly Severity[]])[] = [
  ["critical", ["warning", "info"]],
  ["warning", ["info"]],
];

/**
 * Who is silent while who fires.
 *
 * "The same thing" is the same alert, or one of its degrees, on the same subject. The component is too wide for it:
 * most alerts of one have no subject, so that NotificationFailing would silence TSDBFailing, and HighErrorRate
 * the LLMFailing that explains it.
 */
export function inhibitRules(): readonly InhibitRule[] {
  return [
    ...LOUDER.flatMap(([source, targets]) => [
      {
        source_matchers: [is("severity", source)],
        target_matchers: [isOneOf("severity", targets)],
        equal: ["alertname", "component", ...SUBJECT],
      },
      ...DEGREES.map((names) => ({
        source_matchers: [isOneOf("alertname", names), is("severity", source)],
        target_matchers: [isOneOf("alertname", names), isOneOf("severity", targets)],
        equal: SUBJECT,
      })),
    ]),
    ...TIERS.slice(0, -1).map((tier, index) => ({
      source_matchers: [isOneOf("alertname", BUDGET_ALERTS), is("tier", tier)],
      target_matchers: [
        isOneOf("alertname", BUDGET_ALERTS),
        isOneOf("tier", TIERS.slice(index + 1)),
      ],
      equal: ["alertname", "slo"],
    })),
    {
      source_matchers: [is("alertname", "ServiceDown")],
      // All that is measured in the backend, and all that people do through it.
      target_matchers: [
        isOneOf("component", ["backend", "business"]),
        `alertname!="ServiceDown"` as const,
      ],
      equal: [],
    },
    ...SYMPTOMS.map(({ of, alerts, job }) => ({
      source_matchers: [is("alertname", of)],
      target_matchers: [
        isOneOf("alertname", alerts),
        ...(job === undefined ? [] : [is("job", job)]),
      ],
      equal: [],
    })),
  ];
}

function is(label: string, value: string): Matcher {
  return `${label}="${value}"`;
}

function isOneOf(label: string, values: readonly string[]): Matcher {
  const [only] = values;
  return only !== undefined && values.length === 1
    ? is(label, only)
    : `${label}=~"${values.join("|")}"`;
}
