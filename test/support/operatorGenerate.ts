import { spawnSync } from "node:child_process";

import { toolPath } from "../../lab/builder/tools";
import type { KubernetesManifest } from "../../tools/render/objects";

/** What prometheus-operator v0.85 makes of some objects. */
export interface Generated {
  /** prometheus.yml */
  readonly prometheus: string;
  /** alertmanager.yml */
  readonly alertmanager: string;
  /** How many of each kind its Prometheus selects, and takes. */
  readonly taken: Readonly<Record<string, number>>;
}

export interface GeneratedOf {
  readonly objects: readonly KubernetesManifest[];
  /** The labels by which the operator's Prometheus selects. */
  readonly select: Readonly<Record<string, string>>;
  /** That of the operator's own objects. */
  readonly namespace: string;
  readonly strategy?: "None" | "OnNamespace" | "OnNamespaceExceptForAlertmanagerNamespace";
}

/** As kube-prometheus-stack has it: what is nobody's is told nobody. */
const FOREIGN = `
route: {receiver: "null", routes: [{receiver: "null", matchers: ['alertname = "Watchdog"']}]}
receivers: [{name: "null"}]
`;

/**
 * Has the operator's own packages make its servers' configurations, as the operator does; throws with their words where they
 * refuse something.
 */
export function generated({ strategy = "OnNamespace", ...given }: GeneratedOf): Generated {
  const input = JSON.stringify({ ...given, strategy, alertmanager: FOREIGN });
  const { status, stdout, stderr } = spawnSync(toolPath("operator-generate"), [], {
    input,
    encoding: "utf8",
    maxBuffer: 64 * 2 ** 20,
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Generated;
}
