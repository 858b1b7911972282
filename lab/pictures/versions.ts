import { load } from "js-yaml";

import { parseDuration } from "../../signals/promql/duration";
import type { Tree } from "../../tools/review/model/model";
import { Problem } from "../../tools/problem";
import type { DashboardJson, Difference } from "./drawing";

/** The dashboards of one version of a stack. */
export interface Version {
  /** In Grafana's order: by title. */
  readonly dashboards: readonly DashboardJson[];
  /** The scrape interval from Grafana's data source. */
  readonly scrapeSeconds: number;
}

const DASHBOARD = /^grafana\/dashboards\/[^/]+\.json$/;
const DATASOURCE = /^grafana\/provisioning\/datasources\/[^/]+\.ya?ml$/;

/**
 * The dashboards and the scrape interval in a rendered tree.
 *
 * @throws Problem if it has no dashboards
 */
export function versionOf(tree: Tree): Version {
  const dashboards = [...tree]
    .filter(([path]) => DASHBOARD.test(path))
    .map(([, text]) => opened(JSON.parse(text) as DashboardJson))
    .sort((a, b) => a.title.localeCompare(b.title));
  if (dashboards.length === 0) {
    throw new Problem(
      "The rendering has no file in grafana/dashboards.",
      "Choose a folder that npm run render wrote, or a commit that has dashboards.",
    );
  }
  return { dashboards, scrapeSeconds: scrapeSecondsOf(tree) };
}

/** Opens every row, because nobody can open one in a picture: our files place each panel as if its row were open. */
function opened(dashboard: DashboardJson): DashboardJson {
  const panels = dashboard.panels.flatMap(({ panels: under, ...panel }) =>
    under === undefined ? [panel] : [panel, ...under],
  );
  return { ...dashboard, panels };
}

interface Datasources {
  readonly datasources?: readonly { readonly jsonData?: { readonly timeInterval?: string } }[];
}

/** Grafana's default for a data source without an interval. */
const DEFAULT_INTERVAL = "15s";

function scrapeSecondsOf(tree: Tree): number {
  const told = [...tree]
    .filter(([path]) => DATASOURCE.test(path))
    .flatMap(([, text]) => (load(text) as Datasources).datasources ?? [])
    .find(({ jsonData }) => jsonData?.timeInterval !== undefined);
  return parseDuration(told?.jsonData?.timeInterval ?? DEFAULT_INTERVAL) / 1000;
}

/** A dashboard in two versions. One side is missing if that version does not have it. */
export interface Pair {
  readonly uid: string;
  readonly before?: DashboardJson;
  readonly after?: DashboardJson;
}

/** The dashboards that differ between two versions. */
export function changedPairs(before: Version, after: Version): readonly Pair[] {
  const [old, now] = [before, after].map(
    ({ dashboards }) => new Map(dashboards.map((each) => [each.uid, each])),
  ) as [Map<string, DashboardJson>, Map<string, DashboardJson>];
  return [...new Set([...now.keys(), ...old.keys()])]
    .map((uid) => ({ uid, before: old.get(uid), after: now.get(uid) }))
    .filter((pair) => !same(pair.before, pair.after))
    .map(({ uid, ...sides }) => ({
      uid,
      ...(sides.before && { before: sides.before }),
      ...(sides.after && { after: sides.after }),
    }));
}

/** The panels that differ, by id: for the older version, and for the newer one. */
export function differencesOf({ before, after }: Pair): {
  readonly before: Readonly<Record<number, Difference>>;
  readonly after: Readonly<Record<number, Difference>>;
} {
  if (!before || !after) return { before: {}, after: {} };
  const compare = (mine: DashboardJson, other: DashboardJson, alone: Difference) =>
    Object.fromEntries(
      mine.panels.flatMap((panel): [number, Difference][] => {
        const there = other.panels.find(({ id }) => id === panel.id);
        if (!there) return [[panel.id, alone]];
        return same(panel, there) ? [] : [[panel.id, "changed"]];
      }),
    );
  return { before: compare(before, after, "gone"), after: compare(after, before, "new") };
}

/** The order of fields does not matter. */
function same(a: unknown, b: unknown): boolean {
  return sortedText(a) === sortedText(b);
}

function sortedText(value: unknown): string | undefined {
  return JSON.stringify(value, (_, inner: unknown) =>
    inner !== null && typeof inner === "object" && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
