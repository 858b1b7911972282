import type { Part } from "../service/metrics/define";
import type { Places } from "../signals/blind";
import { kept } from "../signals/kept";
import { urlOf } from "../signals/places";
import type { View } from "../signals/places";
import { leftOf } from "../signals/promql/mostOf";
import { promql } from "../signals/promql/promql";
import type { Query } from "../signals/promql/promql";
import type { RecordingRule } from "../signals/promql/recording";
import { Condition } from "../signals/promql/signal";
import type { Job } from "../signals/exporters/targets";
import type { Duration, Unit } from "../signals/promql/units";
import type { WorkingHours } from "../signals/workingHours";
import type { Objectives, SloName } from "../signals/slo/objectives";
import type { Tier } from "../signals/slo/tiers";
import type { Policy, PolicyOf, Severity } from "./policy";
import type { Inhibitor } from "./inhibition";
import { forMany, ofAnyNumber, ONE_BY_ONE, TOGETHER } from "./subject";

/** The part of the system that an alert is about, and so who looks after it. */
export type Component =
  | "backend"
  | "database"
  | "cache"
  | "external"
  | "infrastructure"
  | "business"
  | "messaging"
  | "security"
  | "monitoring";

/**
 * The value of the label `impact` for an alert that pages because people cannot use the service, or because everything
 * they do needs what is down. Such alerts form one incident, and no other alerts inhibit them.
 */
export const OUTAGE = "outage";

/**
 * Its value for an alert on a possible cause of users' failing requests: a server that cannot be observed, or that is
 * partly down. It belongs to the outage's incident, but it does not explain other alerts.
 */
export const SUSPECTED = "suspected";

/** The values of the label `impact`. */
export type Impact = typeof OUTAGE | typeof SUSPECTED;

/** The base URLs of the links in an alert, each without a trailing slash. */
export interface Links {
  /** The directory of the runbooks, which contains `<AlertName>.md`. */
  readonly runbooks: string;
  /** The stack's Grafana. */
  readonly grafana: string;
}

/** What the rules of a stack depend on. */
export interface RuleContext {
  readonly links: Links;
  /** By the name of the alert. */
  readonly policies: Readonly<Record<string, Policy>>;
  readonly workingHours: WorkingHours;
  /** The jobs scraped by the Prometheus that evaluates the rules. */
  readonly jobs: readonly Job[];
  readonly slos: Objectives;
  /**
   * Whether the rules are evaluated by a server that is none of these jobs and is monitored elsewhere. @default false
   */
  readonly evaluatedElsewhere?: boolean;
  /** Whether there are, or may be, several Prometheus servers. @default false */
  readonly replicated?: boolean;
  /** Whether the stack's Prometheus has remote write. @default false */
  readonly sendsOn?: boolean;
  /** The optional parts that the stack has, whether its own or somebody else's. @default nothing */
  readonly parts?: readonly Part[];
  /** The namespaces that have objects reported per namespace. @default nowhere */
  readonly places?: Places;
  /** The CronJobs that make the stack's backups. @default none */
  readonly backups?: readonly string[];
  /** The probed addresses through which people use the service. @default none */
  readonly publicAddresses?: readonly string[];
  /** Whether as many users are expected as on other days. @default true */
  readonly expectsTraffic?: boolean;
}

/** The labels that only a rule may give its alerts; no series and no external label may use them. */
export const RULE_LABELS = [
  "alertname",
  "severity",
  "component",
  "impact",
  "subjects",
  "slo",
  "tier",
] as const;

/** An alerting rule as Prometheus reads it. */
export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: Duration;
  readonly labels:
    | {
        readonly severity: Severity;
        readonly component: Component;
        /** The objective, and the tier of its burn rate: an alert on a budget has one rule per tier. */
        readonly slo?: SloName;
        readonly tier?: Tier;
        readonly impact?: Impact;
        /** The job, and the series, that the rule is about, if the alert has one rule for each. */
        readonly job?: Job;
        readonly metric?: string;
        readonly subjects?: (typeof TOGETHER)["subjects"];
      }
    // A heartbeat is no fault and has no severity. It is routed by its name.
    | { readonly severity: "none"; readonly component: "monitoring" };
  readonly annotations: {
    readonly summary: string;
    readonly description: string;
    readonly runbook_url: string;
    readonly dashboard_url: string;
  };
}

/** A group of rules as Prometheus reads it, evaluated in order. */
export interface RuleGroup {
  readonly name: string;
  /** @default Prometheus's evaluation_interval */
  readonly interval?: Duration;
  readonly rules: readonly (AlertRule | RecordingRule)[];
}

/**
 * An alert, whose rules are made once the settings of a stack are known.
 *
 * @typeParam S the names of the alerts that inhibit it, or of which it is a milder degree
 */
export interface Alert<N extends string = string, S extends string = string> {
  readonly name: N;
  readonly inhibitedBy: readonly Inhibitor<S>[];
  readonly rules: (context: RuleContext) => readonly AlertRule[];
  /** The conditions of the rules, in the same order. */
  readonly conditions: (context: RuleContext) => readonly Condition[];
}

/** An alert on a fault, which somebody has to fix. */
export interface FaultAlert<
  N extends string = string,
  P extends Policy = Policy,
  S extends string = string,
> extends Alert<N, S> {
  /** When it fires and with which severity, unless the stack overrides it. */
  readonly policy: P;
  readonly degreeOf?: S | undefined;
}

/** @param value the condition's value, formatted for people in its unit */
type Text<L extends string> = (labels: Readonly<Record<L, string>>, value: string) => string;

/** The declaration of one rule of an alert. */
export interface AlertArgs<L extends string> {
  readonly when: Condition<L>;
  readonly component: Component;
  /** Left out: the alert belongs to no outage. */
  readonly impact?: Impact | undefined;
  /**
   * For a rule on something worse than the alert's other rules; a stack's settings do not change it. @default the
   * policy's
   */
  readonly severity?: Severity | undefined;
  /** Distinguishes the rule from the alert's other rules that would have the same labels. */
  readonly of?: { readonly job: Job; readonly metric?: string };
  /** What is wrong, in one sentence: the title of a page. */
  readonly summary: Text<L>;
  /** How bad it is, and what exactly is affected. */
  readonly description: Text<L>;
  /** The panel to look at first. */
  readonly view: View;
}

/** How Prometheus formats a value of each unit for people. */
const HUMAN_VALUE: Readonly<Record<Unit, string>> = {
  seconds: "{{ $value | humanizeDuration }}",
  bytes: "{{ $value | humanize1024 }}B",
  ratio: "{{ $value | humanizePercentage }}",
  count: "{{ $value | humanize }}",
  perSecond: "{{ $value | humanize }}/s",
  operationsPerSecond: "{{ $value | humanize }}/s",
  bytesPerSecond: "{{ $value | humanize1024 }}B/s",
  usdPerHour: "{{ $value | humanize }} USD/h",
};

/** The declaration of an alert on a fault. */
interface FaultArgs<P extends Policy, L extends string, S extends string> {
  /**
   * The default policy; a stack can set only the fields that it has. A panel that draws the signal takes its threshold
   * from here.
   */
  readonly policy: P & Readonly<Record<Exclude<keyof P, keyof Policy>, never>>;
  /**
   * The outages that fully explain it: while one of them fires, this alert adds nothing. Alerts on what users notice
   * name none, and neither do alerts on what may itself cause the outage: a full disk, memory, CPU, the event loop.
   *
   * @default none
   */
  readonly inhibitedBy?: readonly Inhibitor<S>[];
  /**
   * The alert on the same thing of which this is a milder degree: for one subject, only the more severe one notifies.
   */
  readonly degreeOf?: S;
  /**
   * Several rules, if the alert says different things about one subject.
   *
   * @param policy the stack's own, with the limit and window to compare with
   */
  readonly rule: (policy: PolicyOf<P>, context: RuleContext) => OneOrMore<AlertArgs<L>>;
}

type OneOrMore<T> = T | readonly T[];

function listOf<T extends object>(some: OneOrMore<T>): readonly T[] {
  return Array.isArray(some) ? (some as readonly T[]) : [some as T];
}

/** An alert on a fault. The stack's policy decides how long it waits and how severe it is. */
export function alert<
  N extends string,
  const P extends Policy,
  L extends string,
  const S extends string = never,
>(name: N, { policy, inhibitedBy = [], degreeOf, rule }: FaultArgs<P, L, S>): FaultAlert<N, P, S> {
  // A stack's policies are derived from the defaults, and so have the same fields.
  const policyIn = ({ policies }: RuleContext) => policies[name] as PolicyOf<P> & Policy;
  // Cached, because the conditions are also read elsewhere, and writing queries is most of the work of making a stack.
  const made = kept((context: RuleContext) => listOf(rule(policyIn(context), context)));
  return {
    name,
    policy,
    inhibitedBy,
    degreeOf,
    rules: kept((context: RuleContext) => {
      const set = policyIn(context);
      return made(context).flatMap((args) => [
        ...(toldTogether(set, args) ? [ruleOfMany(name, set, args, context.links)] : []),
        ruleOf(name, set, args, context.links),
      ]);
    }),
    conditions: kept((context: RuleContext) => {
      const set = policyIn(context);
      return made(context).flatMap((args) => [
        ...(toldTogether(set, args) ? [forMany(args.when)] : []),
        args.when,
      ]);
    }),
  };
}

/**
 * Whether there is also a rule for many subjects at once. Each critical subject pages for itself, so that a second one
 * pages too; but one cause that affects many must page only once.
 */
function toldTogether<L extends string>(policy: Policy, { when, impact, severity }: AlertArgs<L>) {
  return (severity ?? policy.severity) === "critical" && impact === undefined && ofAnyNumber(when);
}

/**
 * The rule for many subjects at once. It goes before the rule for one, because alerts that are to be inhibited must not
 * come first.
 */
function ruleOfMany<L extends string>(
  name: string,
  policy: Policy,
  { when, component, severity, view }: AlertArgs<L>,
  links: Links,
): AlertRule {
  return ruleOf(
    name,
    policy,
    {
      when: forMany(when),
      component,
      severity,
      summary: (_, value) => `${name} fires for ${value} instances at once.`,
      description: (_, value) =>
        `${name} fires for ${value} instances at once, which points to one cause. While there are more than ${ONE_BY_ONE}, none is notified separately; the panel shows which they are.`,
      view,
    },
    links,
    TOGETHER,
  );
}

/** An alert for only some stacks: the others get no rule, because it could never fire there. */
export function onlyWhere<A extends Alert>(there: (context: RuleContext) => boolean, alert: A): A {
  return { ...alert, rules: (context) => (there(context) ? alert.rules(context) : []) };
}

/** One rule of an alert, with the labels that distinguish it from other rules of the same name. */
export function ruleOf<L extends string>(
  name: string,
  { for: wait, severity }: Pick<Policy, "for" | "severity">,
  args: AlertArgs<L>,
  links: Links,
  more: {
    readonly slo?: SloName;
    readonly tier?: Tier;
    readonly subjects?: (typeof TOGETHER)["subjects"];
  } = {},
): AlertRule {
  const labels = placeholders(args.when.query);
  const value = HUMAN_VALUE[args.when.unit];
  return {
    alert: name,
    expr: args.when.query.text,
    // A condition on the share of time has already used up part of the wait when it starts to hold.
    for: args.when.lasting ? leftOf(wait, args.when.lasting) : wait,
    labels: {
      severity: args.severity ?? severity,
      component: args.component,
      ...more,
      ...(args.impact && { impact: args.impact }),
      ...args.of,
    },
    annotations: {
      summary: args.summary(labels, value),
      description: args.description(labels, value),
      ...addresses(name, args.view, links),
    },
  };
}

/** An alert that always fires: anybody who stops receiving it knows that alerting itself is broken. */
export function heartbeat<N extends string>(
  name: N,
  args: { readonly summary: string; readonly description: string; readonly view: View },
): Alert<N, never> {
  const always = new Condition(
    promql`vector(1)`,
    "count",
    "Prometheus evaluates its rules, always",
  );
  return {
    name,
    inhibitedBy: [],
    conditions: () => [always],
    rules: ({ links }) => [
      {
        alert: name,
        expr: always.query.text,
        labels: { severity: "none", component: "monitoring" },
        annotations: {
          summary: args.summary,
          description: args.description,
          ...addresses(name, args.view, links),
        },
      },
    ],
  };
}

function addresses(name: string, view: View, { runbooks, grafana }: Links) {
  return { runbook_url: `${runbooks}/${name}.md`, dashboard_url: urlOf(view, grafana) };
}

function placeholders<L extends string>(query: Query<L>): Readonly<Record<L, string>> {
  return Object.fromEntries(
    query.labels.map((label) => [label, `{{ $labels.${label} }}`]),
  ) as Record<L, string>;
}
