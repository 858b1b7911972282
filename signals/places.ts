/**
 * The dashboards and their panels, by the names that the code uses for them. Alerts and people's bookmarks link to
 * these uids and ids, so a number, once given, stays with its panel.
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
      firing: 8,
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
      collecting: 12,
      externalMemory: 13,
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
  databasePerformance: {
    uid: "autodealgenie-database-performance",
    panels: {
      connections: 1,
      connectionRatio: 2,
      transactions: 3,
      rows: 4,
      redisMemory: 5,
      hitRatio: 6,
      redisCommands: 7,
      redisClients: 8,
    },
  },
  dataServices: {
    uid: "autodealgenie-data-services",
    panels: {
      pool: 1,
      poolWaiting: 2,
      queryTime: 3,
      queryTimeByTable: 4,
      queryRate: 5,
      queryErrors: 6,
      meanStatementTime: 7,
      slowStatements: 8,
      connectionsByState: 9,
      oldestTransaction: 10,
      locks: 11,
      deadlocks: 12,
      blockHits: 13,
      temporaryFiles: 14,
      databaseSize: 15,
      statementRate: 16,
      cacheLookups: 17,
      cacheHits: 18,
      cacheTime: 19,
      keys: 20,
      removedKeys: 21,
      commands: 22,
      commandTime: 23,
      fragmentation: 24,
      blockedClients: 25,
      refusedClients: 26,
      uptime: 27,
      redisTraffic: 28,
    },
  },
  mongodb: {
    uid: "autodealgenie-mongodb",
    panels: {
      reached: 1,
      errors: 2,
      time: 3,
      timeByOperation: 4,
      connections: 5,
      serverConnections: 6,
      openConnections: 7,
      replicationLag: 8,
      members: 9,
      serverOperations: 10,
      cache: 11,
      scraped: 12,
    },
  },
  messaging: {
    uid: "autodealgenie-messaging",
    panels: {
      reached: 1,
      behind: 2,
      outboxAge: 3,
      outboxEvents: 4,
      webhooks: 5,
      webhookFailures: 6,
      partitions: 7,
      messages: 8,
      bytes: 9,
      brokerTime: 10,
    },
  },
  infrastructure: {
    uid: "autodealgenie-infrastructure",
    panels: {
      memoryShare: 1,
      cpuShare: 2,
      memory: 3,
      cpu: 4,
      throttled: 5,
      restarts: 6,
      crashLooping: 7,
      lastEnd: 8,
      readyContainers: 9,
      podPhases: 10,
      volumeFree: 11,
      volumeBytes: 12,
      untilFull: 13,
      volumeFiles: 14,
      certificates: 15,
      probes: 16,
      probeTime: 17,
      missingPods: 18,
      memoryOfRequest: 19,
      cpuOfRequest: 20,
    },
  },
  monitoring: {
    uid: "autodealgenie-monitoring",
    panels: {
      targets: 1,
      scrapeTime: 2,
      samples: 3,
      configuration: 4,
      ruleTime: 5,
      ruleFailures: 6,
      missedEvaluations: 7,
      alertsSent: 8,
      undelivered: 9,
      waitingAlerts: 10,
      notifications: 11,
      notificationFailures: 12,
      notificationTime: 13,
      alerts: 14,
      members: 15,
      watchdog: 16,
      series: 17,
      appended: 18,
      storage: 19,
      storageFailures: 20,
      queryTime: 21,
      blind: 22,
      rejectedSamples: 23,
      queryRate: 24,
    },
  },
  longTerm: {
    uid: "autodealgenie-long-term",
    panels: {
      uploads: 1,
      uploadFailures: 2,
      compactions: 3,
      halted: 4,
      bucketFailures: 5,
      remoteWriteLag: 6,
      remoteWriteFailures: 7,
      sinceBackup: 8,
      compactionFailures: 9,
      sinceUpload: 10,
      remoteWriteShards: 11,
    },
  },
  certificates: {
    uid: "autodealgenie-certificates",
    panels: { ready: 1, issuedFor: 2, renewalOverdue: 3 },
  },
  slos: {
    uid: "autodealgenie-slos",
    panels: {
      availability: 1,
      latency: 2,
      slowRequests: 3,
      objectives: 4,
      budgetLeft: 5,
      requests: 6,
      badRequests: 7,
      badRate: 8,
      "availability-fastest": 11,
      "availability-fast": 12,
      "availability-slow": 13,
      "availability-slowest": 14,
      "latency-fastest": 21,
      "latency-fast": 22,
      "latency-slow": 23,
      "latency-slowest": 24,
      "slowRequests-fastest": 31,
      "slowRequests-fast": 32,
      "slowRequests-slow": 33,
      "slowRequests-slowest": 34,
    },
  },
} as const;

/** A dashboard's uid, and the ids of its panels. */
export interface Place {
  readonly uid: string;
  readonly panels: Readonly<Record<string, number>>;
}

/** One dashboard, or one panel of it. */
export interface View {
  readonly uid: string;
  readonly panelId?: number;
}

/** A panel to link to. A name that the dashboard does not have does not compile. */
export function panel<P extends Place>(place: P, name: keyof P["panels"] & string): View {
  return { uid: place.uid, panelId: place.panels[name] };
}

/** The URL of a view, where `grafana` is Grafana's own URL without a trailing slash. */
export function urlOf({ uid, panelId }: View, grafana: string): string {
  return `${grafana}/d/${uid}${panelId === undefined ? "" : `?viewPanel=${panelId}`}`;
}
