import type { AlertRule, RuleGroup } from "../../../alert-rules";
import { SEVERITIES } from "../../../alert-rules/policy";
import { FILES_OF_GROUPS } from "../../../alert-rules/alerts";
import { recordingsOf } from "../../alert-delivery/recordings";
import type { RecordingRule } from "../../../signals/promql/recording";
import type { StackModel } from "../stackModel";
import type { Edge, Graph, Node, Thing } from "./graph";
import { labelsText, queryOf, readEdges, recordingName, type Query } from "./queries";

/** The query of each rule. */
export function ruleQueries({ ruleGroups }: StackModel): readonly Query[] {
  return ruleGroups.flatMap((group) =>
    group.rules.map((rule) => queryOf(nodeOf(rule, group), rule.expr, "rule")),
  );
}

/** The rules, what they read, and where their alerts link to. */
export function ruleGraph({ ruleGroups, runbooks }: StackModel, queries: readonly Query[]): Graph {
  const recordings = recordingsOf(ruleGroups);
  const alerts = ruleGroups.flatMap((group) => {
    const names = group.rules.flatMap((rule) => ("alert" in rule ? rule.alert : []));
    return [...new Set(names)].map((name): Node => ({
      kind: "alert",
      name,
      place: placeOfGroup(group),
    }));
  });
  return {
    nodes: [
      ...ruleGroups.map((group): Node => ({
        kind: "rule group",
        name: group.name,
        place: placeOfGroup(group),
      })),
      ...queries.map(({ from }) => from),
      ...alerts,
      ...runbooks.map((name): Node => ({ kind: "runbook", name, place: "docs/runbooks" })),
    ],
    edges: [
      ...queries.flatMap((query) => readEdges(query, recordings)),
      ...alertLinks(ruleGroups).flatMap(linkEdges),
    ],
  };
}

function nodeOf(rule: AlertRule | RecordingRule, group: RuleGroup): Node {
  const place = placeOfGroup(group);
  if ("alert" in rule) return { kind: "alerting rule", name: alertName(rule, group), place };
  return {
    kind: "recording rule",
    name: recordingName(rule),
    place,
    needed: {
      missing: "nothing reads it",
      why: "Prometheus evaluates and stores it, but nothing reads it.",
      fix: "Use it in a panel or an alert, or remove the rule.",
    },
  };
}

/**
 * The alert's name with the labels that distinguish its rules. Severity and component do not count, unless one rule is
 * more severe than another that is otherwise alike.
 */
function alertName(rule: AlertRule, { rules }: RuleGroup): string {
  const { severity } = rule.labels;
  const louder = rules.some(
    (other) =>
      "alert" in other &&
      other.alert === rule.alert &&
      apartBy(other) === apartBy(rule) &&
      loudness(other) < loudness(rule),
  );
  return rule.alert + (louder ? labelsText({ ...labelsApart(rule), severity }) : apartBy(rule));
}

function labelsApart({ labels }: AlertRule): Readonly<Record<string, string>> {
  const { severity: _severity, component: _component, ...apart } = labels;
  return apart;
}

function apartBy(rule: AlertRule): string {
  return labelsText(labelsApart(rule));
}

function loudness({ labels: { severity } }: AlertRule): number {
  return severity === "none" ? 0 : SEVERITIES.length - SEVERITIES.indexOf(severity);
}

function placeOfGroup({ name }: RuleGroup): string {
  const file = name.startsWith("objectives") ? "slos" : (FILES_OF_GROUPS[name] ?? name);
  return `alert-rules/${file}.ts`;
}

const PANEL_URL = /\/d\/([^/?]+)(?:\?viewPanel=(\d+))?$/;
const RUNBOOK_URL = /([^/]+)\.md$/;

/** The links of an alert's rule. */
interface AlertLinks {
  readonly from: Node;
  readonly alert: string;
  readonly view: Thing;
  /** The page's file name without its extension. */
  readonly runbook: string;
}

/** The links of every alerting rule of some groups. */
export function alertLinks(groups: readonly RuleGroup[]): readonly AlertLinks[] {
  return groups.flatMap((group) =>
    group.rules
      .filter((rule) => "alert" in rule)
      .map((rule) => ({
        from: nodeOf(rule, group),
        alert: rule.alert,
        view: viewOf(rule.annotations.dashboard_url),
        runbook:
          RUNBOOK_URL.exec(rule.annotations.runbook_url)?.[1] ?? rule.annotations.runbook_url,
      })),
  );
}

function viewOf(url: string): Thing {
  const [, uid = url, panel] = PANEL_URL.exec(url) ?? [];
  return panel === undefined
    ? { kind: "dashboard", name: uid }
    : { kind: "panel", name: `${uid} ${panel}` };
}

function linkEdges({ from, view, runbook }: AlertLinks): readonly Edge[] {
  return [
    {
      from,
      verb: "links to",
      to: view,
      why: "Whoever is paged follows a dead link.",
    },
    {
      from,
      verb: "is explained in",
      to: { kind: "runbook", name: runbook },
      why: "Whoever is paged gets no instructions.",
    },
  ];
}
