import { toYaml } from "../../infra/rendered-config/yaml";
import { isOfShard } from "../../infra/objects/names";
import { mountedFiles } from "./mounts";
import { manifestPath, type KubernetesManifest } from "./objects";

/** The folders from which these servers read their configuration, and their names in a rendered tree. */
const FOLDERS = {
  "/etc/prometheus/": "prometheus/",
  "/etc/alertmanager/": "alertmanager/",
  "/etc/grafana/": "grafana/",
} as const;

/**
 * The rendered tree by path: each object, and each configuration file as its container sees it. The files are taken
 * from the ConfigMaps that are deployed, so they cannot differ from these.
 */
export function filesOf(objects: readonly KubernetesManifest[]): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const object of objects) files.set(manifestPath(object), toYaml(object));
  for (const [path, text] of configurationOf(objects)) files.set(path, text);
  for (const [path, text] of besideOperator(objects)) files.set(path, text);
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * Only the configuration files, by path: those that the workloads among the objects mount from the ConfigMaps among
 * them.
 */
export function configurationOf(
  objects: readonly KubernetesManifest[],
): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const object of objects) {
    for (const { path, text } of mountedFiles(object, objects)) {
      const rendered = renderedPath(path, object.metadata.name);
      if (rendered !== undefined) files.set(rendered, text);
    }
  }
  return files;
}

/**
 * What an operator's Prometheus and the cluster's Grafana read from the objects: they are rendered as the same files,
 * although none of our containers mounts them.
 */
function besideOperator(objects: readonly KubernetesManifest[]): ReadonlyMap<string, string> {
  const rules = objects.filter(({ kind }) => kind === "PrometheusRule");
  if (rules.length === 0) return new Map();
  const dashboards = objects.filter(
    ({ kind, metadata }) => kind === "ConfigMap" && metadata.name.includes("-dashboard-"),
  );
  return new Map([
    ...rules.map(
      ({ metadata, spec }) => [`prometheus/rules/${metadata.name}.yml`, toYaml(spec)] as const,
    ),
    ...dashboards.flatMap(({ data = {} }) =>
      Object.entries(data).map(([file, text]) => [`grafana/dashboards/${file}`, text] as const),
    ),
  ]);
}

/**
 * @param resource the workload whose containers see the file: every shard of Prometheus except the first has its own
 * folder
 */
function renderedPath(path: string, resource: string): string | undefined {
  for (const [mount, folder] of Object.entries(FOLDERS)) {
    if (!path.startsWith(mount)) continue;
    return (isOfShard(resource) ? `${resource}/` : folder) + path.slice(mount.length);
  }
  return undefined;
}
