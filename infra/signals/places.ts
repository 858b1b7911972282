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
  businessMetrics: {
    uid: "autodealgenie-business-metrics",
    panels: {
      dealsCreated: 1,
      signUps: 2,
      authSuccess: 3,
      dealsPerDay: 4,
      busiestRoutes: 5,
      authFailures: 6,
      dealsByStatus: 7,
    },
  },
  application: {
    uid: "autodealgenie-application",
    panels: {
      inFlight: 1,
      latencyByRoute: 2,
      requestSize: 3,
      responseSize: 4,
      eventLoopLag: 5,
      cpu: 6,
      heap: 7,
      openFiles: 8,
      handles: 9,
      versions: 10,
      uptime: 11,
    },
  },
  searches: {
    uid: "autodealgenie-searches",
    panels: {
      rate: 1,
      failures: 2,
      time: 3,
      active: 4,
      apiRequests: 5,
      apiFailures: 6,
      apiErrors: 7,
      apiTime: 8,
    },
  },
  customers: {
    uid: "autodealgenie-customers",
    panels: {
      activeUsers: 1,
      activeNegotiations: 2,
      negotiationFailures: 3,
      negotiationsBegun: 4,
      messages: 5,
      negotiationTime: 6,
      loanApplications: 7,
      loanTime: 8,
    },
  },
  languageModel: {
    uid: "autodealgenie-language-model",
    panels: { requests: 1, failures: 2, errors: 3, time: 4, tokens: 5, cost: 6 },
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
