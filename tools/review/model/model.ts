import { load } from "js-yaml";
import type { z } from "zod";

import type { TimedGroup, TimedRule } from "../../../infra/alert-delivery/recordings";
import type { AlertmanagerConfig } from "../../../infra/rendered-config/alertmanager";
import { keptOfText } from "../../../signals/kept";
import { METRICS_FILE } from "../../render/names";
import { manifestPath, type KubernetesManifest } from "../../render/objects";
import { Problem } from "../../problem";
import { parseIni } from "./ini";
import {
  alertmanagerShape,
  dashboardShape,
  manifestShape,
  metricsShape,
  prometheusShape,
  rulesShape,
  sealedShape,
  type Dashboard,
  type MetricEntry,
} from "./shapes";

/** A rendered tree: the content of its files by path. */
export type Tree = ReadonlyMap<string, string>;

/** A rule in Prometheus's format. */
export interface Rule extends TimedRule {
  readonly keep_firing_for?: string;
  readonly annotations?: Readonly<Record<string, string | undefined>>;
}

/** A parsed rendered tree. Every file is in exactly one of these fields. */
export interface Model {
  /** By path in the tree. */
  readonly objects: ReadonlyMap<string, KubernetesManifest>;
  readonly groups: readonly (TimedGroup & { readonly rules: readonly Rule[] })[];
  readonly prometheus: z.infer<typeof prometheusShape>;
  readonly alertmanager: AlertmanagerConfig;
  /** By uid. */
  readonly dashboards: ReadonlyMap<string, Dashboard>;
  /** Files of keys and values, by path, parsed. */
  readonly settings: ReadonlyMap<string, unknown>;
  /** Undefined if the tree does not list them. */
  readonly metrics?: readonly MetricEntry[];
  /** The digest of each encrypted secret in the stack's own file, by key. Undefined if that file is not available. */
  readonly sealed?: Readonly<Record<string, string>>;
  /** All other files, by path. */
  readonly texts: Tree;
}

const RULES = /^prometheus\/rules\/.+\.ya?ml$/;
const DASHBOARD = /^grafana\/dashboards\/.+\.json$/;
const MANIFEST = /^manifests\/.+\.ya?ml$/;
/** Files that a stack next to a prometheus-operator has in place of a prometheus.yml. */
export const OF_OPERATOR = /^manifests\/PrometheusRule-.+\.ya?ml$/;
/** The file with the digests of encrypted secrets, in a tree that was rendered from a version of the program. */
export const SEALED_FILE = "sealed.json";

const PROMETHEUS = "prometheus/prometheus.yml";
/** The configuration that says who is notified. */
export const ALERTMANAGER_FILE = "alertmanager/alertmanager.yml";

/** A configuration that notifies nobody. */
const NOBODY: AlertmanagerConfig = {
  global: { resolve_timeout: "5m" },
  templates: [],
  route: { receiver: "nobody" },
  inhibit_rules: [],
  time_intervals: [],
  receivers: [],
};

/** The placeholder in a file for a value that is known only in the cluster. */
const PLACEHOLDER = /^\[\w+\]$/;

/** @throws Problem that names the file that does not have the expected format */
export function modelOf(tree: Tree): Model {
  const read = <S extends z.ZodType>(path: string, shape: S): z.output<S> => {
    const text = tree.get(path);
    if (text === undefined) throw notRendered(`${path} is missing`);
    return parsed(path, text, shape);
  };
  const paths = (pattern: RegExp) => [...tree.keys()].filter((path) => pattern.test(path));
  const dashboards = paths(DASHBOARD).map((path) => read(path, dashboardShape));
  const spoken = (path: string) =>
    [RULES, DASHBOARD, MANIFEST].some((pattern) => pattern.test(path)) ||
    [PROMETHEUS, ALERTMANAGER_FILE, METRICS_FILE, SEALED_FILE].includes(path);
  const settings = [...tree].flatMap(([path, text]) => {
    if (spoken(path)) return [];
    if (path.endsWith(".ini")) return [[path, parseIni(text)] as const];
    return /\.(ya?ml|json)$/.test(path) ? [[path, load(text)] as const] : [];
  });
  const known = new Map(settings);
  return {
    objects: new Map(
      paths(MANIFEST).map((path) => {
        const manifest = read(path, manifestShape) as KubernetesManifest;
        return [manifestPath(manifest), manifest];
      }),
    ),
    groups: paths(RULES).flatMap((path) => read(path, rulesShape).groups) as Model["groups"],
    // Next to an operator there is no prometheus.yml: scraping is configured by objects of the operator's kinds.
    prometheus:
      tree.has(PROMETHEUS) || paths(OF_OPERATOR).length === 0
        ? read(PROMETHEUS, prometheusShape)
        : {},
    alertmanager: tree.has(ALERTMANAGER_FILE)
      ? (read(ALERTMANAGER_FILE, alertmanagerShape) as unknown as AlertmanagerConfig)
      : NOBODY,
    dashboards: new Map(dashboards.map((dashboard) => [dashboard.uid, dashboard])),
    settings: known,
    ...(tree.has(METRICS_FILE) && { metrics: read(METRICS_FILE, metricsShape) }),
    ...(tree.has(SEALED_FILE) && { sealed: read(SEALED_FILE, sealedShape) }),
    texts: new Map(
      [...tree].filter(
        ([path, text]) => !spoken(path) && !known.has(path) && !PLACEHOLDER.test(text),
      ),
    ),
  };
}

/** Most files are the same on both sides, so each text is parsed only once. */
const loaded = keptOfText((text): unknown => load(text));

function parsed<S extends z.ZodType>(path: string, text: string, shape: S): z.output<S> {
  let value: unknown;
  try {
    value = path.endsWith(".json") ? JSON.parse(text) : loaded(text);
  } catch (error) {
    throw notRendered(`${path} cannot be read: ${(error as Error).message.split("\n")[0] ?? ""}`);
  }
  const result = shape.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw notRendered(
    `${path}: ${issue?.path.join(".") ?? ""}: ${issue?.message ?? "unexpected structure"}`,
  );
}

function notRendered(cause: string): Problem {
  return new Problem(cause, "Give a git ref, or a folder that npm run render wrote.");
}
