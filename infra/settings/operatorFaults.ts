import { operatorSettings } from "./operator";
import type { StackConfig } from "./schema";
import type { Fault } from "./wording";

/** A part of a stack's settings, by path, whatever the type of each. */
type Section = Readonly<Record<string, unknown>>;

interface Foreign {
  readonly path: string;
  /** Who owns the setting in this mode, and so where to set it. */
  readonly instead: string;
}

const PROMETHEUS = "set it in the operator's Prometheus object";
const ALERTMANAGER = "set it in the operator's Alertmanager object";
const GRAFANA = "set it in the chart of the operator's Grafana";

/** Settings of servers that the stack does not run in this mode. */
const FOREIGN: readonly Foreign[] = [
  ...["replicas", "externalLabels", "shards", "storage", "retentionSize"].map((key) => ({
    path: `prometheus.${key}`,
    instead: PROMETHEUS,
  })),
  ...["memory", "cpu", "graceSeconds"].map((key) => ({
    path: `prometheus.${key}`,
    instead: PROMETHEUS,
  })),
  { path: "thanos", instead: PROMETHEUS },
  { path: "remoteWrite", instead: PROMETHEUS },
  { path: "objectStorage", instead: "the stack stores nothing in a bucket then" },
  { path: "backups", instead: "the stack has no servers to back up then" },
  ...["replicas", "storage", "graceSeconds"].map((key) => ({
    path: `alertmanager.${key}`,
    instead: ALERTMANAGER,
  })),
  ...["replicas", "storage", "database", "signIn"].map((key) => ({
    path: `grafana.${key}`,
    instead: GRAFANA,
  })),
  ...["prometheus", "alertmanager", "grafana"].map((key) => ({
    path: `servers.${key}`,
    instead: "the stack has no such server then",
  })),
  ...["thanosStore", "thanosCompact", "thanosQuery", "backupGrafana", "backupSilences"].map(
    (key) => ({ path: `servers.${key}`, instead: "the stack has no such server then" }),
  ),
  {
    path: "ingress.authentication",
    instead: "whoever runs Prometheus and Alertmanager exposes them",
  },
];

/**
 * Settings that contradict the mode: those of servers that others run, and those for which the operator's objects have
 * no field.
 *
 * @param defaults the settings of the same stack when it only sets what is required
 */
export function* operatorFaults(config: StackConfig, defaults: object): Iterable<Fault> {
  if (config.mode === "standalone") {
    const usual: unknown = operatorSettings.parse({});
    if (same(config.operator, usual)) return;
    yield {
      path: "operator",
      message: "must be left out with mode standalone: set mode to operator, or leave it out",
    };
    return;
  }
  for (const { path, instead } of FOREIGN) {
    const value = at(config, path);
    if (value === undefined || same(value, at(defaults, path))) continue;
    yield { path, message: `must be left out with mode operator: ${instead}` };
  }
  yield* inhabited(config);
  yield* unsayable(config);
}

/** In a namespace that the stack creates, everything unknown is isolated. */
function* inhabited({ namespaces, operator }: StackConfig): Iterable<Fault> {
  for (const [key, { name, create }] of Object.entries(namespaces)) {
    if (!create || name !== operator.prometheus.namespace) continue;
    yield {
      path: `namespaces.${key}.name`,
      message: `must differ from operator.prometheus.namespace, ${name}, or its create must be false: the operator's Prometheus would be isolated`,
    };
  }
}

/**
 * Settings that an AlertmanagerConfig (v1alpha1, in prometheus-operator v0.85) and the operator's Prometheus cannot
 * express.
 */
function* unsayable({ internalTls, notifications }: StackConfig): Iterable<Fault> {
  if (internalTls?.enabled === true) {
    yield {
      path: "internalTls",
      message:
        "must be left out with mode operator: the operator's Prometheus has no client certificate of the stack",
    };
  }
  if (notifications.slack.enabled && notifications.slack.by === "app") {
    yield {
      path: "notifications.slack.by",
      message:
        "must be webhooks or webhook with mode operator, got app: an AlertmanagerConfig has no field for a bot token",
    };
  }
  if (notifications.email?.implicitTls !== undefined) {
    yield {
      path: "notifications.email.implicitTls",
      message:
        "must be left out with mode operator: an AlertmanagerConfig has no field for it; use port 465, or STARTTLS",
    };
  }
  for (const [index, { location }] of notifications.maintenance.entries()) {
    if (location === "UTC" || location === "Etc/UTC") continue;
    yield {
      path: `notifications.maintenance.${index}.location`,
      message: `must be UTC with mode operator, got ${location}: an AlertmanagerConfig has no field for a time zone`,
    };
  }
}

function at(config: object, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>(
      (value, key) =>
        typeof value === "object" && value !== null ? (value as Section)[key] : undefined,
      config,
    );
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
