import type { AlertRule, RuleGroup } from "../../../alert-rules";
import { recordingsOf } from "../../alerting/recordings";
import type { RecordingRule } from "../../promql/recording";
import type { Declared } from "../declared";
import type { Edge, Graph, Node } from "./graph";
import { labelsText, queryOf, readEdges, recordingName, type Query } from "./queries";

/** What each rule asks. */
export function ruleQueries({ ruleGroups }: Declared): readonly Query[] {
  return ruleGroups.flatMap((group) =>
    group.rules.map((rule) => queryOf(nodeOf(rule, group), rule.expr, "rule")),
  );
}

/** The rules, what they read, and where their alerts lead people. */
export function ruleGraph({ ruleGroups, runbooks }: Declared, queries: readonly Query[]): Graph {
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
      ...ruleGroups.flatMap((group) =>
        group.rules.flatMap((rule) => ("alert" in rule ? links(rule, nodeOf(rule, group)) : [])),
      ),
    ],
  };
}

function nodeOf(rule: AlertRule | RecordingRule, group: RuleGroup): Node {
  const place = placeOfGroup(group);
  if ("alert" in rule) return { kind: "alerting rule", name: alertName(rule), place };
  return {
    kind: "recording rule",
    name: recordingName(rule),
    place,
    needed: {
      missing: "nothing reads it",
      why: "Prometheus evaluates and stores it for nobody.",
      fix: "Read it on a panel or in an alert, or leave the rule out.",
    },
  };
}

/** With the labels by which rules of one name are told apart: how loud an alert is and whose are none of them. */
function alertName({ alert, labels }: AlertRule): string {
  const apart = Object.entries(labels).filter(
    ([label]) => label !== "severity" && label !== "component",
  );
  return alert + labelsText(Object.fromEntries(apart));
}

function placeOfGroup({ name }: RuleGroup): string {
  return `alert-rules/${name.startsWith("objectives") ? "slos" : name}.ts`;
}

const PANEL_URL = /\/d\/([^/?]+)(?:\?viewPanel=(\d+))?$/;
const RUNBOOK_URL = /([^/]+)\.md$/;

function links({ alert, annotations }: AlertRule, from: Node): readonly Edge[] {
  const [, uid = annotations.dashboard_url, panel] =
    PANEL_URL.exec(annotations.dashboard_url) ?? [];
  const [, page = annotations.runbook_url] = RUNBOOK_URL.exec(annotations.runbook_url) ?? [];
  return [
    {
      from,
      verb: "links to",
      to:
        panel === undefined
          ? { kind: "dashboard", name: uid }
          : { kind: "panel", name: `${uid} ${panel}` },
      why: "Whoever is paged opens a link that shows nothing.",
    },
    ...[...new Set([alert, page])].map((name): Edge => ({
      from,
      verb: "is explained in",
      to: { kind: "runbook", name },
      why: "Whoever is paged is told nothing of what to do.",
    })),
  ];
}
