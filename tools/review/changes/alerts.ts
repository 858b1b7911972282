import { parseDuration } from "../../../signals/promql/duration";
import { timeText } from "../../reference/delayText";
import { change, differs, type Change, type Fact, type Rank } from "../change";
import type { Alert } from "../model/alerts";
import { fieldDiffs, fieldFact } from "../words/fields";
import { sentenceFacts } from "../words/lines";
import { queryFacts } from "../words/query";
import { unitOf } from "../words/units";
import { stops, toldText } from "./told";

type Alerts = ReadonlyMap<string, Alert>;

/** What is different about the alerts, by name. */
export function alertChanges(before: Alerts, after: Alerts): readonly Change[] {
  const gone = [...before.values()].filter(({ name }) => !after.has(name));
  const added = [...after.values()].filter(({ name }) => !before.has(name));
  const renamed = added.flatMap((alert) => {
    const old = gone.find(
      (each) => each.rule.expr === alert.rule.expr && sameName(each, alert, gone),
    );
    return old ? [{ old, alert }] : [];
  });
  const isRenamed = (alert: Alert) =>
    renamed.some(({ old, alert: now }) => alert === old || alert === now);
  return [
    ...gone.filter((alert) => !isRenamed(alert)).map(goneAlert),
    ...renamed.flatMap(({ old, alert }) => changedAlert(old, alert)),
    ...[...before.values()].flatMap((old) => {
      const alert = after.get(old.name);
      return alert ? changedAlert(old, alert) : [];
    }),
    ...added.filter((alert) => !isRenamed(alert)).map(newAlert),
  ];
}

/**
 * Several rules of an alert may have the same expression. A rule counts as renamed only if it is the only one with its
 * expression.
 */
function sameName(old: Alert, { rule }: Alert, gone: readonly Alert[]): boolean {
  const alike = gone.filter((each) => each.rule.expr === rule.expr);
  return alike.length === 1 && alike[0] === old;
}

function goneAlert({ name, delivery: { told } }: Alert): Change {
  return change("alert", name, [{ what: "gone" }], {
    rank: told.length > 0 ? "pages" : "deletion",
    effects: told.length > 0 ? [{ what: `no longer notifies ${toldText(told)}` }] : [],
  });
}

function newAlert(alert: Alert): Change {
  const { name, rule, labels, delivery } = alert;
  const delay = alert.delay();
  return change(
    "alert",
    name,
    [
      { what: `new, ${labels.severity ?? "no severity"}/${labels.component ?? "no component"}` },
      ...(rule.annotations?.summary === undefined
        ? []
        : [{ what: `"${rule.annotations.summary}"` }]),
      { what: `notifies ${toldText(delivery.told)}` },
    ],
    {
      rank: delivery.told.length === 0 ? "pages" : "other",
      effects:
        delay === undefined ? [] : [{ what: `worst-case ${messageOf(alert)} ${timeText(delay)}` }],
    },
  );
}

function changedAlert(old: Alert, alert: Alert): readonly Change[] {
  const facts = [
    ...differs("name", old.rule.alert, alert.rule.alert),
    ...conditionFacts(old, alert),
    ...differs("waits", durationText(old.rule.for), durationText(alert.rule.for)),
    ...differs(
      "keeps firing for",
      durationText(old.rule.keep_firing_for),
      durationText(alert.rule.keep_firing_for),
    ),
    ...labelFacts(old, alert),
    ...textFacts(old, alert),
  ];
  // As a separate change, so that it is listed once if it is the same for all alerts.
  const links = linksFacts(old, alert);
  const { effects, rank } = labelsDiffer(old, alert)
    ? toldEffects(old, alert)
    : { effects: [], rank: "other" as const };
  const delays = delayEffects(old, alert, facts.length > 0);
  return [
    ...(facts.length + effects.length + delays.length > 0
      ? [change("alert", alert.name, facts, { rank, effects: [...effects, ...delays] })]
      : []),
    ...(links.length > 0 ? [change("alert", alert.name, links)] : []),
  ];
}

function conditionFacts(old: Alert, alert: Alert): readonly Fact[] {
  return queryFacts(old.rule.expr, alert.rule.expr, unitOf(alert.rule.annotations?.description));
}

function labelsDiffer(old: Alert, alert: Alert): boolean {
  return JSON.stringify(old.labels) !== JSON.stringify(alert.labels);
}

function labelFacts(old: Alert, alert: Alert): readonly Fact[] {
  return fieldDiffs(old.rule.labels ?? {}, alert.rule.labels ?? {}).flatMap(fieldFact);
}

/** Whom it notifies after a change of its labels or its name. A change of a route is reported with the route. */
function toldEffects(old: Alert, alert: Alert): { effects: readonly Fact[]; rank: Rank } {
  const [was, is] = [old.delivery.told, alert.delivery.told];
  return {
    effects: differs("notifies", toldText(was), toldText(is)),
    rank: stops(was, is) ? "pages" : "other",
  };
}

/** Differences in its texts, except for numbers in them, which follow from its limit. */
function textFacts({ rule: old }: Alert, { rule }: Alert): readonly Fact[] {
  const numbersAlone = old.expr !== rule.expr || old.alert !== rule.alert;
  const { annotations: was = {} } = old;
  const { annotations: is = {} } = rule;
  return keysOf(was, is).flatMap((key) => {
    const [from = "", to = ""] = [was[key], is[key]];
    if (numbersAlone && withoutNumbers(from) === withoutNumbers(to)) return [];
    return key.endsWith(LINK) ? [] : sentenceFacts(key, from, to);
  });
}

/** The suffix of annotations that are URLs. */
const LINK = "_url";

function linksFacts({ rule: old }: Alert, { rule }: Alert): readonly Fact[] {
  const [was, is] = [old.annotations ?? {}, rule.annotations ?? {}];
  return keysOf(was, is).flatMap((key) =>
    key.endsWith(LINK)
      ? linkFacts(key.replace(LINK, " link"), was[key] ?? "", is[key] ?? "", rule.alert)
      : [],
  );
}

function keysOf(...records: readonly object[]): readonly string[] {
  return [...new Set(records.flatMap((record) => Object.keys(record)))];
}

function withoutNumbers(text: string): string {
  return text.replaceAll(/\d+(\.\d+)?\s?(ms|[smhd%])?/g, "#").replace(/with query ".*?" \}\}/, "");
}

/**
 * Shortens links to the part that changed, so that the same change for all alerts is the same fact: the folder of the
 * runbooks, or Grafana's URL.
 */
function linkFacts(what: string, from: string, to: string, alert = ""): readonly Fact[] {
  const folder = (url: string) => url.replace(new RegExp(`/${alert}\\.md$`), "");
  const place = (url: string) => /\/d\/.*$/.exec(url)?.[0];
  const samePlace = place(from) !== undefined && place(from) === place(to);
  const part = samePlace ? (url: string) => url.replace(/\/d\/.*$/, "") : folder;
  return differs(what, part(from) || "none", part(to) || "none");
}

/** The change of the worst-case delay. If nothing else about the alert is different, only the amount. */
function delayEffects(old: Alert, alert: Alert, whole: boolean): readonly Fact[] {
  if (old.timing === alert.timing) return [];
  const tells = [old, alert].every(({ delivery }) => delivery.told.length > 0);
  const [was, is] = [old.delay(), alert.delay()];
  if (was === undefined || is === undefined || was === is || !tells) return [];
  const what = `worst-case ${messageOf(alert)}`;
  if (whole) return [{ what, from: timeText(was), to: timeText(is) }];
  return [{ what: `${what} ${timeText(Math.abs(is - was))} ${is > was ? "later" : "sooner"}` }];
}

function messageOf({ labels }: Alert): string {
  return labels.severity === "critical" ? "page" : "message";
}

function durationText(duration?: string): string | undefined {
  return duration === undefined ? undefined : timeText(parseDuration(duration));
}
