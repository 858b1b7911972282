import type { Asker } from "./ask";
import type { DashboardJson, Side } from "./drawing";
import type { Content } from "./server";
import { sideOf } from "./side";
import { rangeOf } from "./time";
import { differencesOf, type Pair, type Version } from "./versions";

/** What dashboards are drawn from. */
export interface Source {
  readonly prometheus: Asker;
  /** The width of one dashboard, in pixels. */
  readonly width: number;
  /** The current time in milliseconds since 1970. */
  readonly now: () => number;
}

const DEFAULT_FROM = "now-1h";

/** Each dashboard of a version on its own page. */
export function contentOf({ dashboards, scrapeSeconds }: Version, source: Source): Content {
  return {
    listing: listingOf(dashboards),
    drawing: async (uid, from, to) => {
      const dashboard = dashboards.find((each) => each.uid === uid);
      if (!dashboard) return undefined;
      const range = shownRange(dashboard, source, from, to);
      const shown = { range, width: source.width, scrapeSeconds };
      const side = await sideOf(dashboard, shown, source.prometheus.ask);
      const { address } = source.prometheus;
      return { sides: [{ ...side, differences: {} }], range, prometheus: address };
    },
  };
}

/** The names of two versions that are shown next to each other. */
export interface Labels {
  readonly before: string;
  readonly after: string;
}

/**
 * Each dashboard that differs between two versions, with the older one on the left. Both show the same Prometheus and
 * time.
 */
export function comparedContent(
  pairs: readonly Pair[],
  scrapeSeconds: { readonly before: number; readonly after: number },
  labels: Labels,
  source: Source,
): Content {
  return {
    listing: listingOf(pairs.flatMap(({ before, after }) => after ?? before ?? [])),
    drawing: async (uid, from, to) => {
      const pair = pairs.find((each) => each.uid === uid);
      const dashboard = pair?.after ?? pair?.before;
      if (!pair || !dashboard) return undefined;
      const range = shownRange(dashboard, source, from, to);
      const differences = differencesOf(pair);
      const sides = (["before", "after"] as const).map(async (which): Promise<Side> => {
        const rest = { label: labels[which], differences: differences[which] };
        const version = pair[which];
        if (!version) return { ...rest, answers: {}, marks: [] };
        const shown = { range, width: source.width, scrapeSeconds: scrapeSeconds[which] };
        return { ...(await sideOf(version, shown, source.prometheus.ask)), ...rest };
      });
      return { sides: await Promise.all(sides), range, prometheus: source.prometheus.address };
    },
  };
}

function listingOf(dashboards: readonly DashboardJson[]): Content["listing"] {
  return {
    dashboards: dashboards.map(({ uid, title, description = "", time }) => {
      return { uid, title, description, from: time?.from ?? DEFAULT_FROM };
    }),
  };
}

function shownRange({ time }: DashboardJson, { now }: Source, from?: string, to?: string) {
  return rangeOf(from ?? time?.from ?? DEFAULT_FROM, to ?? time?.to ?? "now", now());
}
