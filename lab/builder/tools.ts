import { existsSync } from "node:fs";
import { join } from "node:path";

import { Problem } from "../../tools/problem";
import {
  actionlint,
  alertmanager,
  cortex,
  ferretdb,
  kubernetes,
  manifests,
  minio,
  mongodbExporter,
  nodePrograms,
  prometheus,
  prometheusOperator,
  thanos,
  victoriaMetrics,
  vmAuth,
} from "./go";
import { build } from "./progress";
import { pulumiCommand } from "./pulumi";
import { outputOf, type Stage } from "./stage";

const TOOLS = {
  prometheus,
  promtool: prometheus,
  amtool: alertmanager,
  kubectl: kubernetes,
  actionlint,
  kubeconform: manifests,
  "kube-score": manifests,
  alertmanager,
  postgres_exporter: prometheus,
  labnode: nodePrograms,
  labconnect: nodePrograms,
  thanos,
  minio,
  "victoria-metrics": victoriaMetrics,
  vmauth: vmAuth,
  cortex,
  mongod: ferretdb,
  mongodb_exporter: mongodbExporter,
  pulumi: pulumiCommand,
  "operator-generate": prometheusOperator,
} as const satisfies Record<string, Stage>;

export type Tool = keyof typeof TOOLS;

/**
 * The path of a program that was built for this machine from the pinned modules.
 *
 * @throws Problem if it has not been built yet
 */
export function toolPath(tool: Tool): string {
  const path = join(outputOf(TOOLS[tool]), tool);
  if (!existsSync(path)) {
    throw new Problem(`${tool} has not been built.`, "Build it with: npm run lab -- build");
  }
  return path;
}

/** Builds the tools that are missing. */
export async function ensureTools(...tools: readonly Tool[]): Promise<void> {
  await build(tools.map((tool) => TOOLS[tool]));
}
