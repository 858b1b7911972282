import type { Severity } from "../../../alert-rules/policy";
import { BUDGET_ALERTS } from "../../../alert-rules/slos";
import { OUTAGE, SUSPECTED, type Impact } from "../../../alert-rules/alert";
import { SUBJECT, TOGETHER } from "../../../alert-rules/subject";
import { DEGREES, SYMPTOMS } from "../../../alert-rules/symptoms";
import { TIERS } from "../../../signals/slo/tiers";
import type { InhibitRule, Matcher } from "./types";

export { TIERS };

/** The severities that each severity inhibits. */
const LOUDER: readonly (readonly [source: Severity, targets: readonly Severity[]])[] = [
  ["critical", ["warning", "info"]],
  ["warning", ["info"]],
];

/**
 * The less certain alerts on the same server that each impact inhibits; an alert without the label belongs to no
 * outage.
 */
const LESS_CERTAIN: readonly (readonly [source: Impact, targets: readonly (Impact | "")[]])[] = [
  [OUTAGE, ["", SUSPECTED]],
  [SUSPECTED, [""]],
];

/**
 * The inhibition rules that follow from the alerts' declarations. An inhibited alert is always less severe than its
 * source, or a milder degree of the same thing on the same subject. So whatever else fires, of the alerts that users
 * notice the most severe one notifies.
 *
 * "The same thing" is the same alert, or one of its degrees, on the same subject. The component would be too wide: most
 * of its alerts have no subject, so NotificationFailing would inhibit TSDBFailing, and HighErrorRate would inhibit the
 * LLMFailing that explains it.
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
    // Many alerts of a kind are one incident with one cause; if there are only a few, each is its own incident.
    {
      source_matchers: [is("subjects", TOGETHER.subjects)],
      target_matchers: [is("subjects", ""), is("impact", "")],
      equal: ["alertname", "severity"],
    },
    // Once a server is known to be down, the alert that its state is unknown, or that it is partly down, adds nothing.
    // Nor does it while the suspected alert on the same server fires, which belongs to the incident of failing requests.
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
