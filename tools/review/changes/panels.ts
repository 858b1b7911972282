import { quantityText } from "../../../signals/promql/words";
import { differs, type Fact } from "../change";
import { omit } from "../model/omit";
import type { Panel } from "../model/shapes";
import { fieldDiffs, fieldFact } from "../words/fields";
import { sentenceFacts } from "../words/lines";
import { panelUnit, panelUnitText } from "../words/panelUnits";
import { queryFacts } from "../words/query";
import { shortened } from "../words/text";

/** What is different about an existing panel. */
export function panelFacts(old: Panel, now: Panel): readonly Fact[] {
  return [
    ...differs("title", old.title, now.title),
    ...differs("kind", kindOf(old), kindOf(now)),
    ...placeFacts(old, now),
    ...targetFacts(old, now),
    ...differs("unit", panelUnitText(unitOf(old)), panelUnitText(unitOf(now))),
    ...differs("limit", limitsOf(old), limitsOf(now)),
    ...sentenceFacts("description", textOf(old.description), textOf(now.description)),
    ...linkFacts(old, now),
    ...fieldDiffs(restOf(old), restOf(now)).flatMap(fieldFact),
  ];
}

/** A change of position is reported without numbers, so that all panels of a moved row share one line. */
function placeFacts({ gridPos: was }: Panel, { gridPos: is }: Panel): readonly Fact[] {
  if (!was || !is) return [];
  const size = ({ w, h }: typeof was) => `${w} x ${h}`;
  const moved = was.x !== is.x || was.y !== is.y;
  return [...(moved ? [{ what: "moved" }] : []), ...differs("size", size(was), size(is))];
}

function targetFacts({ targets: was = [] }: Panel, { targets: is = [] }: Panel): readonly Fact[] {
  const refs = new Set([...was, ...is].map(({ refId }) => refId));
  const several = was.length > 1 || is.length > 1;
  return [...refs].flatMap((ref) => {
    const [old, now] = [was, is].map((all) => all.find(({ refId }) => refId === ref));
    const name = several ? `query ${ref}` : "query";
    if (!old) return [{ what: `${name} new: ${shortened(now?.expr ?? "")}` }];
    if (!now) return [{ what: `${name} gone` }];
    const { expr: before = "", ...oldRest } = old;
    const { expr: after = "", ...rest } = now;
    const facts = [...queryFacts(before, after), ...fieldDiffs(oldRest, rest).flatMap(fieldFact)];
    return facts.map((fact) => ({
      ...fact,
      what: fact.what === "query" ? name : several ? `${name} ${fact.what}` : fact.what,
    }));
  });
}

/** The thresholds of a panel for yellow and red, in its unit. */
function limitsOf(panel: Panel): string {
  const { mode, steps = [] } = panel.fieldConfig?.defaults?.thresholds ?? {};
  const unit = panelUnit(unitOf(panel));
  const texts = steps.map(({ color, value }) => {
    if (value === null || value === undefined) return steps.length === 1 ? "" : `${color} below`;
    const number = mode === "percentage" ? `${value} %` : quantityText(value, unit);
    return `${color} from ${number}`;
  });
  return texts.filter((text) => text !== "" && !text.endsWith(" below")).join(", ") || "none";
}

/** A panel links to the alerts on what it shows, so its links change when an alert is added or removed. */
function linkFacts({ links: was = [] }: Panel, { links: is = [] }: Panel): readonly Fact[] {
  const titles = (links: typeof was) => links.map(({ title }) => title.replace(/: .*$/, ""));
  const [before, after] = [new Set(titles(was)), new Set(titles(is))];
  const gone = [...before].filter((title) => !after.has(title));
  const added = [...after].filter((title) => !before.has(title));
  const facts = [
    ...added.map((title) => ({ what: `links to ${title}` })),
    ...gone.map((title) => ({ what: `no longer links to ${title}` })),
  ];
  return facts.length > 0 || JSON.stringify(was) === JSON.stringify(is)
    ? facts
    : [{ what: "links lead elsewhere" }];
}

function restOf(panel: Panel): unknown {
  const { fieldConfig = {}, ...rest } = panel;
  return {
    ...omit(rest, "title", "type", "gridPos", "targets", "description", "links"),
    ...omit(fieldConfig, "defaults"),
    ...omit(fieldConfig.defaults ?? {}, "unit", "thresholds"),
  };
}

function unitOf({ fieldConfig }: Panel): string | undefined {
  return fieldConfig?.defaults?.unit;
}

function kindOf({ type }: Panel): string {
  return textOf(type);
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
