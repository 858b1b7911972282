import { MAX_CONNECTIONS } from "./postgresRoles";
import { parseDuration } from "../../signals/promql/duration";
import { SEVERITIES } from "../../alert-rules/policy";
import { kafkaFaults } from "./kafkaFaults";
import { mongodbFaults } from "./mongodbFaults";
import { postgresAddress, redisAddress } from "./addresses";
import { certificateFaults } from "./certificateFaults";
import { cloudFaults } from "./cloudFaults";
import { clusterFaults } from "./clusterFaults";
import { identityFaults } from "./identityFaults";
import { unreachableFaults } from "./unreachableFaults";
import { mailFaults } from "./mailFaults";
import { SLACK_API } from "./notifications";
import { mebibytesOf } from "./quantity";
import { postgresFaults } from "./postgresFaults";
import { redisFaults } from "./redisFaults";
import { mostRetained } from "./retention";
import type { StackConfig } from "./schema";
import { serverFaults } from "./serverFaults";
import type { Fault } from "./wording";

/** Settings that are each valid but contradict each other. */
export function contradictions(config: StackConfig): readonly Fault[] {
  return [
    ...retentionFaults(config),
    ...namespaceFaults(config),
    ...memoryOfAlertsFaults(config),
    ...sameAddressFaults(config),
    ...poolFaults(config),
    ...scalingFaults(config),
    ...authorityFaults(config),
    ...slackFaults(config),
    ...priorityFaults(config),
    ...maintenanceFaults(config),
    ...identityFaults(config),
    ...certificateFaults(config),
    ...mongodbFaults(config),
    ...kafkaFaults(config),
    ...postgresFaults(config),
    ...redisFaults(config),
    ...clusterFaults(config),
    ...serverFaults(config),
    ...mailFaults(config),
    ...cloudFaults(config),
    ...unreachableFaults(config),
  ];
}

/**
 * In one common namespace, objects with equal names would collide, and each namespace has policies for the servers in
 * it.
 */
function* namespaceFaults({ namespaces, network }: StackConfig): Iterable<Fault> {
  const { monitoring, application } = namespaces;
  if (monitoring.name === application.name) {
    yield {
      path: "namespaces.application.name",
      message: `must differ from namespaces.monitoring.name, got ${application.name} for both`,
    };
  }
  for (const [key, { name, create }] of Object.entries(namespaces)) {
    if (create && (name === "default" || name.startsWith("kube-"))) {
      yield {
        path: `namespaces.${key}.create`,
        message: `must be false with the name ${name}, got true: every cluster has it`,
      };
    }
    if (create && name === network.ingressNamespace) {
      yield {
        path: `namespaces.${key}.name`,
        message: `must differ from network.ingressNamespace, or its create must be false, got ${name}: the controller would be isolated`,
      };
    }
  }
}

function* retentionFaults({ prometheus }: StackConfig): Iterable<Fault> {
  const { storage, retentionSize } = prometheus;
  if (retentionSize !== undefined && mebibytesOf(retentionSize) > mostRetained(storage)) {
    yield {
      path: "prometheus.retentionSize",
      message: `must be at most ${mostRetained(storage)}Mi, 85 % of prometheus.storage, ${storage}, got ${retentionSize}: the write-ahead log and compactions need additional space`,
    };
  }
}

/** An alert that looks back further than samples are kept sees less than its window says. */
function* memoryOfAlertsFaults({ alerts, prometheus }: StackConfig): Iterable<Fault> {
  for (const [name, policy] of Object.entries(alerts)) {
    if (!("window" in policy)) continue;
    if (parseDuration(policy.window) > parseDuration(prometheus.retention)) {
      yield {
        path: `alerts.${name}.window`,
        message: `must not be longer than prometheus.retention, ${prometheus.retention}, got ${policy.window}`,
      };
    }
  }
}

/** Two servers with the same address would be a single one. */
function* sameAddressFaults(config: StackConfig): Iterable<Fault> {
  const { prometheus, alertmanager, grafana, namespaces } = config;
  const application = namespaces.application.name;
  const postgres = postgresAddress(config.postgres, application);
  const redis = redisAddress(config.redis, application);
  yield* alike({
    "prometheus.url": prometheus.url,
    "alertmanager.url": alertmanager.url,
    "grafana.url": grafana.url,
  });
  if (config.ingress?.backendHost !== undefined) {
    const host = (url: string) => new URL(url).hostname;
    yield* alike({
      "grafana.url": host(grafana.url),
      "ingress.backendHost": config.ingress.backendHost,
    });
  }
  yield* alike({
    "postgres.host": `${postgres.host}:${postgres.port}`,
    "redis.host": `${redis.host}:${redis.port}`,
  });
}

function* alike(addresses: Readonly<Record<string, string>>): Iterable<Fault> {
  const entries = Object.entries(addresses);
  for (const [index, [path, address]] of entries.entries()) {
    const first = entries.slice(0, index).find(([, other]) => other === address);
    if (first) yield { path, message: `must differ from ${first[0]}, got ${address} for both` };
  }
}

/** Connections for the exporter, the superuser and people who investigate. */
const OTHER_CONNECTIONS = 10;

/** A rollout has one more pod than there are replicas. The limit of an external server is not known here. */
function* poolFaults({ backend, postgres }: StackConfig): Iterable<Fault> {
  if (postgres.host !== undefined) return;
  const { databasePoolMax, autoscaling } = backend;
  const replicas = autoscaling?.maxReplicas ?? backend.replicas;
  const setting = autoscaling ? "backend.autoscaling.maxReplicas" : "backend.replicas";
  const most = Math.floor((MAX_CONNECTIONS - OTHER_CONNECTIONS) / (replicas + 1));
  if (databasePoolMax > most) {
    yield {
      path: "backend.databasePoolMax",
      message: `must be at most ${most} with ${setting} ${replicas}, got ${databasePoolMax}: the PostgreSQL deployed here takes ${MAX_CONNECTIONS} connections in all`,
    };
  }
}

function* scalingFaults({ backend, alerts }: StackConfig): Iterable<Fault> {
  const { replicas, autoscaling } = backend;
  if (!autoscaling) return;
  const { maxReplicas, cpuPercent } = autoscaling;
  if (maxReplicas <= replicas) {
    yield {
      path: "backend.autoscaling.maxReplicas",
      message: `must be more than backend.replicas, ${replicas}, got ${maxReplicas}: there would be nothing to scale`,
    };
  }
  const { limit } = alerts.HighCPUUsage;
  if (cpuPercent / 100 >= limit) {
    yield {
      path: "backend.autoscaling.cpuPercent",
      message: `must be below alerts.HighCPUUsage.limit, ${Number((limit * 100).toPrecision(4))} %, got ${cpuPercent}: the alert would fire before there are more replicas`,
    };
  }
}

function* authorityFaults({ certificates, certificateAuthority }: StackConfig): Iterable<Fault> {
  if (certificateAuthority !== undefined && certificates.length === 0) {
    yield {
      path: "certificateAuthority",
      message: "must be left out if certificates lists no address, got one",
    };
  }
}

/** The URLs of webhooks are secrets, so this setting does not apply to them. */
function* slackFaults({ notifications: { slack } }: StackConfig): Iterable<Fault> {
  if (slack.by === "app" || slack.url === SLACK_API) return;
  yield {
    path: "notifications.slack.url",
    message: `must be left out with notifications.slack.by ${slack.by}, whose addresses are secrets, got ${slack.url}`,
  };
}

function* priorityFaults({ notifications }: StackConfig): Iterable<Fault> {
  const { priorities } = notifications.opsgenie ?? {};
  if (priorities === undefined) return;
  for (const [index, severity] of SEVERITIES.entries()) {
    const graver = SEVERITIES[index - 1];
    // P1 is the most urgent.
    if (graver !== undefined && priorities[severity] < priorities[graver]) {
      yield {
        path: `notifications.opsgenie.priorities.${severity}`,
        message: `must not be more urgent than the priority of ${graver}, ${priorities[graver]}, got ${priorities[severity]}`,
      };
    }
  }
}

const DAYS_A_WEEK = 7;

function* maintenanceFaults({ notifications }: StackConfig): Iterable<Fault> {
  for (const [index, window] of notifications.maintenance.entries()) {
    const path = `notifications.maintenance.${index}`;
    const times = [...window.times].sort((a, b) => (a.start < b.start ? -1 : 1));
    for (const [at, { start, end }] of times.entries()) {
      const before = times[at - 1];
      if (before !== undefined && start < before.end) {
        yield {
          path: `${path}.times`,
          message: `must not overlap, got ${before.start} to ${before.end} and ${start} to ${end}`,
        };
      }
    }
    const everyDay = (window.weekdays?.length ?? DAYS_A_WEEK) === DAYS_A_WEEK;
    const allDay = window.times.some(({ start, end }) => start === "00:00" && end === "24:00");
    if (everyDay && allDay) {
      yield {
        path,
        message: `must leave some time of the week, got "${window.name}" for all of it: the alerts that it mutes would never notify anybody`,
      };
    }
  }
}
