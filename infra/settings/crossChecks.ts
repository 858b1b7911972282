import type { Severity } from "../../alert-rules/policy";
import { parseDuration } from "../../signals/promql/duration";
import { objectiveFaults } from "../../signals/slo/objectives";
import { offsetsOf, ZONES_KNOWN } from "../../signals/timeZones";
import { alertFaults } from "./alertFaults";
import { backupFaults } from "./backupFaults";
import { contradictions } from "./contradictions";
import { mebibytesOf } from "./quantity";
import { placeholderFaults } from "./placeholders";
import type { StackConfig } from "./schema";
import { storageFaults } from "./storageFaults";
import { versionFaults } from "./versionFaults";
import type { Fault } from "./wording";

/** The least that fits one block of samples, its successor and the write-ahead log. */
const LEAST_STORAGE_MIB = 1024;

/**
 * Faults that only show when settings are considered together. @returns every fault; none if the settings are
 * consistent
 */
export function crossChecks(config: StackConfig): readonly Fault[] {
  return [
    ...productionFaults(config),
    ...placeholderFaults(config),
    ...sizeFaults(config),
    ...scaleFaults(config),
    ...receiverFaults(config),
    ...sloFaults(config),
    ...alertFaults(config),
    ...silentAlertFaults(config),
    ...zoneFaults(config, Date.now()),
    ...contradictions(config),
    ...storageFaults(config),
    ...backupFaults(config),
    ...versionFaults(config),
  ];
}

/** An alert that can never fire is worse than none. */
function* silentAlertFaults({ alerts, workingHours }: StackConfig): Iterable<Fault> {
  const { fromHour, toHour } = workingHours;
  if (toHour <= fromHour) {
    yield {
      path: "workingHours.toHour",
      message: `must be after workingHours.fromHour, ${fromHour}, on the same day, got ${toHour}`,
    };
    return;
  }
  const { window, for: wait } = alerts.NoDealsCreated;
  const neededHours = (parseDuration(window) + parseDuration(wait)) / HOUR_MS;
  if (toHour - fromHour < 24 && toHour - fromHour <= neededHours) {
    yield {
      path: "workingHours",
      message: `must be longer than NoDealsCreated's window and for, ${window} and ${wait}, got ${fromHour} to ${toHour}`,
    };
  }
}

const HOUR_MS = 60 * 60 * 1000;
const YEAR_MS = 365 * 24 * HOUR_MS;

/**
 * Prometheus knows no time zones, so the rules contain each change of a zone's clocks for a limited period. A fault is
 * reported when less than a year of that is left.
 *
 * @param now milliseconds since 1970
 */
export function* zoneFaults(
  { workingHours: { timeZone } }: Pick<StackConfig, "workingHours">,
  now: number,
): Iterable<Fault> {
  if (offsetsOf(timeZone).length > 1 && now > ZONES_KNOWN.until - YEAR_MS) {
    const until = new Date(ZONES_KNOWN.until).toISOString().slice(0, 10);
    yield {
      path: "workingHours.timeZone",
      message: `must be one without daylight saving, got ${timeZone}: the rules only know its clock changes until ${until}; raise ZONES_KNOWN in signals/timeZones.ts`,
    };
  }
}

/** If samples are kept for less than an objective's period, its budget cannot be calculated. */
function* sloFaults({ slos, prometheus }: StackConfig): Iterable<Fault> {
  for (const [name, slo] of Object.entries(slos)) {
    const { period } = slo;
    for (const { key, message } of objectiveFaults(slo)) {
      yield { path: `slos.${name}.${key}`, message };
    }
    if (parseDuration(period) > parseDuration(prometheus.retention)) {
      yield {
        path: `slos.${name}.period`,
        message: `must not be longer than prometheus.retention, ${prometheus.retention}, got ${period}`,
      };
    }
  }
}

/** Every scaled time is a multiple of 5 s, and Prometheus counts in whole milliseconds. */
const SHORTEST_STEP_MS = 5000;

function* scaleFaults({ timeScale }: StackConfig): Iterable<Fault> {
  if (SHORTEST_STEP_MS % timeScale !== 0) {
    yield {
      path: "timeScale",
      message: `must be 1, 2, 4, 5, 8, 10, 20, 25, 40 or 50, got ${timeScale}: others leave fractions of a millisecond`,
    };
  }
}

function* productionFaults({
  production,
  timeScale,
  postgres,
  redis,
  backend,
  grafana,
  network,
  notifications,
}: StackConfig): Iterable<Fault> {
  if (!production) return;
  if (timeScale !== 1) {
    yield {
      path: "timeScale",
      message: `must be 1 in prod, got ${timeScale}: alerts would fire on shortened windows`,
    };
  }
  for (const [path, { host }] of Object.entries({ postgres, redis })) {
    if (host === undefined) {
      yield {
        path: `${path}.host`,
        message:
          "must name the external host in prod, and is missing: the program runs data services only in dev",
      };
    }
  }
  if (!backend.cookieSecure) {
    yield {
      path: "backend.cookieSecure",
      message: "must be true in prod, got false: sessions need TLS there",
    };
  }
  const asked = {
    "backend.vehicleApi.url": backend.vehicleApi?.url,
    "backend.llm.baseUrl": backend.llm?.baseUrl,
    "notifications.pagerduty.url": notifications.pagerduty.url,
    "notifications.opsgenie.url": notifications.opsgenie?.url,
    "notifications.slack.url": notifications.slack.url,
  };
  for (const [path, url] of Object.entries(asked)) {
    if (url !== undefined && !url.startsWith("https://")) {
      yield {
        path,
        message: `must be https in prod, got ${url}: a key is sent with every request`,
      };
    }
  }
  if (network.ingressNamespace === undefined && network.ingressBlocks.length === 0) {
    yield {
      path: "network.ingressNamespace",
      message:
        "must name the namespace of the ingress controller in prod, and is missing, as is network.ingressBlocks: no NetworkPolicy would admit users",
    };
  }
  if (!grafana.url.startsWith("https://")) {
    yield {
      path: "grafana.url",
      message: `must be https in prod, got ${grafana.url}: people sign in there`,
    };
  }
  if (postgres.sslMode === "disable") {
    yield {
      path: "postgres.sslMode",
      message: `must be verify-full or require in prod, got ${postgres.sslMode}: customers' data would cross the network unencrypted`,
    };
  }
  if (postgres.pooler?.server.sslMode === "disable") {
    yield {
      path: "postgres.pooler.server.sslMode",
      message:
        "must be verify-full or require in prod, got disable: what the exporter reads would cross the network unencrypted",
    };
  }
  if (!redis.tls) {
    yield {
      path: "redis.tls",
      message: "must be true in prod, got false: its password would cross the network unencrypted",
    };
  }
  yield* unnotifiedFaults(notifications);
  if (!notifications.email) {
    yield {
      path: "notifications.email",
      message: "must be set in prod, and is missing: alerts of severity info are sent by email",
    };
  } else if (!notifications.email.requireTls) {
    yield {
      path: "notifications.email.requireTls",
      message:
        "must be true in prod, got false: the mail server's password would be sent unencrypted",
    };
  }
}

/** In production, each severity reaches somebody, and so does the end of all alerting. */
function* unnotifiedFaults({
  pagerduty,
  slack,
  watchdog,
  opsgenie,
  webhooks,
}: StackConfig["notifications"]): Iterable<Fault> {
  const hasOther = (severity: Severity) =>
    [...(opsgenie ? [opsgenie] : []), ...webhooks].some(({ severities }) =>
      severities.includes(severity),
    );
  for (const [receiver, { enabled }, severity] of [
    ["pagerduty", pagerduty, "critical"],
    ["slack", slack, "warning"],
  ] as const) {
    if (enabled || hasOther(severity)) continue;
    yield {
      path: `notifications.${receiver}.enabled`,
      message: `must be true in prod, got false: somebody must be notified of ${severity} alerts, by ${receiver}, opsgenie or one of the webhooks`,
    };
  }
  if (!watchdog.enabled) {
    yield {
      path: "notifications.watchdog.enabled",
      message: "must be true in prod, got false: somebody must be notified when alerting is broken",
    };
  }
}

function* sizeFaults({ prometheus }: StackConfig): Iterable<Fault> {
  if (mebibytesOf(prometheus.storage) < LEAST_STORAGE_MIB) {
    yield {
      path: "prometheus.storage",
      message: `must be at least ${LEAST_STORAGE_MIB}Mi, got ${prometheus.storage}: the write-ahead log alone can fill less`,
    };
  }
}

/** Each name becomes that of a receiver, a secret or a time interval, so equal names would collide. */
function* receiverFaults({ notifications }: StackConfig): Iterable<Fault> {
  for (const key of ["webhooks", "maintenance"] as const) {
    const names = notifications[key].map(({ name }) => name);
    for (const name of new Set(names.filter((each, index) => names.indexOf(each) !== index))) {
      yield { path: `notifications.${key}`, message: `must have one "${name}", has several` };
    }
  }
}
