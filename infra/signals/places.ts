/**
 * The dashboards and their panels, by the names under which the code knows them. Alerts link to these uids
 * and ids, and so do people's bookmarks: a number, once given, keeps its panel.
 */
export const PLACES = {
  systemOverview: {
    uid: "autodealgenie-system-overview",
    panels: {
      requestRate: 1,
      errorRate: 2,
      latency: 3,
      statusCodes: 4,
      postgresConnections: 5,
      redisMemory: 6,
      applicationMemory: 7,
    },
  },
} as const;

export interface Place {
  readonly uid: string;
  readonly panels: Readonly<Record<string, number>>;
}

/** One dashboard, or one panel of it. */
export interface View {
  readonly uid: string;
  readonly panelId?: number;
}

/** A panel to look at. A name that the dashboard does not have does not compile. */
export function panel<P extends Place>(place: P, name: keyof P["panels"] & string): View {
  return { uid: place.uid, panelId: place.panels[name] };
}

/** The address of a view, where `grafana` is Grafana's own, without a slash at its end. */
export function urlOf({ uid, panelId }: View, grafana: string): string {
  return `${grafana}/d/${uid}${panelId === undefined ? "" : `?viewPanel=${panelId}`}`;
}
