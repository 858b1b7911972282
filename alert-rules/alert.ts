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
import type { Silencer } from "./silencing";
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
 * What the label `impact` says of an alert that pages because people cannot use the service, or because all that they do
 * needs what is down. Such alerts are one incident, and nothing else silences them.
 */
export const OUTAGE = "outage";

/**
 * What it says of an alert on what may be the reason why users' requests fail at the same time: a server of which nothing is
 * seen, or that is down in part. It belongs to the outage's incident, and explains nothing.
 */
export const SUSPECTED = "suspected";

export type Impact = typeof OUTAGE | typeof SUSPECTED;

/** Where the addresses in an alert lead, each without a slash at its end. */
export interface Links {
  /** The folder of the runbooks: `<AlertName>.md` is in it. */
  readonly runbooks: string;
  /** The stack's Grafana. */
  readonly grafana: string;
}

/** What the rules of a stack depend on. */
export interface RuleContext {
  readonly links: Links;
  /** By the alert's name. */
  readonly policies: Readonly<Record<string, Policy>>;
  readonly workingHours: WorkingHours;
  /** What is scraped by the Prometheus that evaluates them. */
  readonly jobs: readonly Job[];
  readonly slos: Objectives;
  /** Whether who evaluates them is none of the jobs, and watched by others. @default false */
  readonly evaluatedElsewhere?: boolean;
  /** Whether there are several Prometheus servers, or may be. @default false */
  readonly replicated?: boolean;
  /** Whether the stack's Prometheus sends its samples on to somebody. @default false */
  readonly sendsOn?: boolean;
  /** What the stack has that some do without, its own or somebody else's. @default nothing */
  readonly parts?: readonly Part[];
  /** Where the stack has what is told of place by place. @default nowhere */
  readonly places?: Places;
  /** The CronJobs that back up what the stack has. @default none */
  readonly backups?: readonly string[];
  /** Those of the probed addresses by which people use the service. @default none */
  readonly publicAddresses?: readonly string[];
  /** Whether as many users are expected as on other days. @default true */
  readonly expectsTraffic?: boolean;
}

/** The labels that a rule itself may give its alerts, which no series and no server is to have. */
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
        /** Whose budget burns, and how fast: an alert on a budget has a rule for each tier. */
        readonly slo?: SloName;
        readonly tier?: Tier;
        readonly impact?: Impact;
        /** Of which job the rule tells, and of which series, where an alert has a rule for each. */
        readonly job?: Job;
        readonly metric?: string;
        readonly subjects?: (typeof TOGETHER)["subjects"];
      }
    // A sign of life is no fault of any severity. It is routed by its name.
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
 * An alert, whose rules are made once a stack's settings are known.
 *
 * @typeParam S the alerts that it names
 */
export interface Alert<N extends string = string, S extends string = string> {
  readonly name: N;
  readonly silencedBy: readonly Silencer<S>[];
  readonly rules: (context: RuleContext) => readonly AlertRule[];
  /** What each of the rules fires on, in their order. */
  readonly conditions: (context: RuleContext) => readonly Condition[];
}

/** An alert on a fault, which somebody is to mend. */
export interface FaultAlert<
  N extends string = string,
  P extends Policy = Policy,
  S extends string = string,
> extends Alert<N, S> {
  /** When it fires and how loudly, where a stack says nothing else. */
  readonly policy: P;
  readonly degreeOf?: S | undefined;
}

/** @param value the condition's value, written for a person in its unit */
type Text<L extends string> = (labels: Readonly<Record<L, string>>, value: string) => string;

export interface AlertArgs<L extends string> {
  readonly when: Condition<L>;
  readonly component: Component;
  /** Left out: an alert of its own. */
  readonly impact?: Impact | undefined;
  /** Of a rule on what is worse than the alert's others are on, whatever a stack sets. @default the policy's */
  readonly severity?: Severity | undefined;
  /** What tells it from the alert's other rules, where those have it, too. */
  readonly of?: { readonly job: Job; readonly metric?: string };
  /** What is wrong, in one sentence: the title of a page. */
  readonly summary: Text<L>;
  /** How bad it is and what exactly is affected. */
  readonly description: Text<L>;
  /** What to look at first. */
  readonly view: View;
}

/** How Prometheus writes a value of each unit for a person. */
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

/** What a fault's alert is declared by. */
interface FaultArgs<P extends Policy, L extends string, S extends string> {
  /** The default: what it leaves out, a stack cannot set. A panel that draws the signal takes its threshold from here. */
  readonly policy: P & Readonly<Record<Exclude<keyof P, keyof Policy>, never>>;
  /**
   * The outages that fully explain it: while one of them is told, this tells nobody anything new. What people feel names
   * none, and neither does what may as well be the reason of the outage: a full disk, memory, CPU, the event loop.
   *
   * @default none
   */
  readonly silencedBy?: readonly Silencer<S>[];
  /** The alert on the same thing that this is a milder degree of: of those on one subject the louder is told. */
  readonly degreeOf?: S;
  /**
   * Several where an alert says different things of one subject.
   * @param policy the stack's own, whose limit and window are to be compared with
   */
  readonly rule: (policy: PolicyOf<P>, context: RuleContext) => OneOrMore<AlertArgs<L>>;
}

type OneOrMore<T> = T | readonly T[];

function listOf<T extends object>(some: OneOrMore<T>): readonly T[] {
  return Array.isArray(some) ? (some as readonly T[]) : [some as T];
}

/** An alert on a fault: how long it waits and how loud it is, the stack's policy says. */
export function alert<
  N extends string,
  const P extends Policy,
  L extends string,
  const S extends string = never,
>(name: N, { policy, silencedBy = [], degreeOf, rule }: FaultArgs<P, L, S>): FaultAlert<N, P, S> {
  // A stack's policies are made of the defaults, and so have the same fields.
  const policyIn = ({ policies }: RuleContext) => policies[name] as PolicyOf<P> & Policy;
  // Kept: others read what it fires on, too, and writing queries is most of what making a stack takes.
  const made = kept((context: RuleContext) => listOf(rule(policyIn(context), context)));
  return {
    name,
    policy,
    silencedBy,
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
 * Whether there is a rule on many of its kind, too. Each subject that is critical pages for itself, so that the second one
 * does; one cause that concerns many is to page once.
 */
function toldTogether<L extends string>(policy: Policy, { when, impact, severity }: AlertArgs<L>) {
  return (severity ?? policy.severity) === "critical" && impact === undefined && ofAnyNumber(when);
}

/** The rule on many at once. It goes before the rule on one: what is to be silenced must not come first. */
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

/** An alert on what only some stacks have: in others there is no rule of it, which could never fire. */
export function onlyWhere<A extends Alert>(there: (context: RuleContext) => boolean, alert: A): A {
  return { ...alert, rules: (context) => (there(context) ? alert.rules(context) : []) };
}

/** One rule of an alert, with the labels that tell it from others of the same name. */
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
    // By the share of time some of the wait has passed when it holds.
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

/** An alert that always fires: whoever stops hearing it knows that the alerting itself is broken. */
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
    silencedBy: [],
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
