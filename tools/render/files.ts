import { toYaml } from "../../infra/rendered-config/yaml";
import { isOfShard } from "../../infra/objects/names";
import { mountedFiles } from "./mounts";
import { manifestPath, type KubernetesManifest } from "./objects";

/** The folder that each of these servers reads its configuration from, and what it is called when rendered. */
const FOLDERS = {
  "/etc/prometheus/": "prometheus/",
  "/etc/alertmanager/": "alertmanager/",
  "/etc/grafana/": "grafana/",
} as const;

/**
 * The rendered tree by path: each object, and each configuration file as its container sees it. Taken from the very
 * ConfigMaps that are deployed, so there is no second way to a file.
 */
export function filesOf(objects: readonly KubernetesManifest[]): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const object of objects) files.set(manifestPath(object), toYaml(object));
  for (const [path, text] of configurationOf(objects)) files.set(path, text);
  for (const [path, text] of besideOperator(objects)) files.set(path, text);
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The configuration files alone, by path: of the workloads among the objects, with the ConfigMaps among them. */
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

/** What an operator's Prometheus, and the Grafana beside it, read of the objects: the same files, though no container of ours sees them. */
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

/** @param resource whose containers see the file: each of Prometheus's shards but the first has a folder of its own */
function renderedPath(path: string, resource: string): string | undefined {
  for (const [mount, folder] of Object.entries(FOLDERS)) {
    if (!path.startsWith(mount)) continue;
    return (isOfShard(resource) ? `${resource}/` : folder) + path.slice(mount.length);
  }
  return undefined;
}
