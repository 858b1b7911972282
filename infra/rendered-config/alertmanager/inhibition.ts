import type { Severity } from "../../../alert-rules/policy";
import { BUDGET_ALERTS } from "../../../alert-rules/slos";
import { OUTAGE, SUSPECTED, type Impact } from "../../../alert-rules/alert";
import { SUBJECT, TOGETHER } from "../../../alert-rules/subject";
import { DEGREES, SYMPTOMS } from "../../../alert-rules/symptoms";
import { TIERS } from "../../../signals/slo/tiers";
import type { InhibitRule, Matcher } from "./types";

export { TIERS };

/** Which of these is told while a louder one fires. */
const LOUDER: readonly (readonly [source: Severity, targets: readonly Severity[]])[] = [
  ["critical", ["warning", "info"]],
  ["warning", ["info"]],
];

/** What is less certain of the same server; without the label it is no part of an outage. */
const LESS_CERTAIN: readonly (readonly [source: Impact, targets: readonly (Impact | "")[]])[] = [
  [OUTAGE, ["", SUSPECTED]],
  [SUSPECTED, [""]],
];

/**
 * Who is silent while who fires, as the alerts declare it. Whoever is silent is less loud than who speaks, or is a
 * lesser degree of the same on the same subject: so whatever else fires, of those that people feel the loudest is told.
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
    // Many of a kind are one incident, which has one cause. Each of a few is one of its own.
    {
      source_matchers: [is("subjects", TOGETHER.subjects)],
      target_matchers: [is("subjects", ""), is("impact", "")],
      equal: ["alertname", "severity"],
    },
    // Once a server is known to be down, that it was out of sight, or down in part, is no news; nor is it beside the same
    // while requests fail, which belongs to their incident.
    ...LESS_CERTAIN.map(([source, targets]) => ({
      source_matchers: [is("impact", source)],
      target_matchers: [isOneOf("impact", targets)],
      equal: ["alertname", "severity", ...SUBJECT],
    })),
    ...SYMPTOMS.flatMap(({ of, alerts, job }) =>
      LOUDER.map(([source, targets]) => ({
        source_matchers: [
          is("alertname", of),
          is("severity", source),
          ...(job === undefined ? [is("impact", OUTAGE)] : []),
        ],
        target_matchers: [
          isOneOf("alertname", alerts),
          isOneOf("severity", targets),
          ...(job === undefined ? [] : [is("job", job)]),
        ],
        equal: [],
      })),
    ),
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
