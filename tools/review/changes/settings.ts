import { change, type Change, type Fact } from "../change";
import { omit } from "../model/omit";
import type { Model } from "../model/model";
import { fieldDiffs, fieldFact, type FieldDiff } from "../words/fields";
import { textFacts } from "../words/lines";
import { consequenceOf } from "./consequences";

/** What is different in the servers' configurations, except for scraping, notifications and dashboards. */
export function settingChanges(before: Model, after: Model): readonly Change[] {
  const [was, is] = [before, after].map(({ prometheus }) => omit(prometheus, "scrape_configs"));
  return [
    ...setting("prometheus.yml", fieldDiffs(was, is)),
    ...(told(before) && told(after)
      ? setting("alertmanager.yml", fieldDiffs(restOf(before), restOf(after)))
      : []),
    ...paths(before.settings, after.settings).flatMap((path) =>
      PACKAGE.test(path) && !after.settings.has(path)
        ? [change("object", nameOfPackage(path), [{ what: "gone" }], UNINSTALLED)]
        : setting(
            path.replace(/^.*\//, ""),
            fieldDiffs(before.settings.get(path), after.settings.get(path)),
          ),
    ),
    ...paths(before.texts, after.texts).flatMap((path) =>
      fileChange(path, before.texts.get(path), after.texts.get(path)),
    ),
  ];
}

/** The files of third-party packages. */
const PACKAGE = /(?:^|\/)packages\//;
const nameOfPackage = (path: string) => path.replace(/^.*\//, "").replace(/\.yaml$/, "");
const UNINSTALLED = {
  rank: "deletion",
  effects: [{ what: "what it has installed goes, and does nothing for others either" }],
} as const;

/** One change for each consequence, and one for all without. */
function setting(file: string, diffs: readonly FieldDiff[]): readonly Change[] {
  return [...new Set(diffs.map(consequenceOf))].map((consequence) => {
    const facts = diffs.filter((diff) => consequenceOf(diff) === consequence).flatMap(fieldFact);
    return consequence === undefined
      ? change("setting", file, facts)
      : change("setting", file, facts, {
          rank: "deletion",
          effects: [consequence],
        });
  });
}

function told({ alertmanager }: Model): boolean {
  return alertmanager.receivers.length > 0;
}

/** Alertmanager's configuration without routes, receivers and inhibition rules. */
function restOf({ alertmanager }: Model): unknown {
  return omit(alertmanager, "route", "receivers", "inhibit_rules");
}

function fileChange(path: string, old?: string, now?: string): readonly Change[] {
  if (old === now) return [];
  if (now === undefined) return [change("file", path, [{ what: "gone" }], { rank: "deletion" })];
  if (old === undefined) return [change("file", path, [{ what: "new" }])];
  const facts: readonly Fact[] = textFacts("", old, now).map(({ what }) => ({
    what: what.replace(/^: /, ""),
  }));
  return [change("file", path, facts)];
}

function paths(
  a: ReadonlyMap<string, unknown>,
  b: ReadonlyMap<string, unknown>,
): readonly string[] {
  return [...new Set([...a.keys(), ...b.keys()])];
}
