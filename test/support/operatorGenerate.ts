import { spawnSync } from "node:child_process";

import { toolPath } from "../../lab/builder/tools";
import type { KubernetesManifest } from "../../tools/render/objects";

/** The configurations that prometheus-operator v0.85 generates from some objects. */
export interface Generated {
  /** prometheus.yml */
  readonly prometheus: string;
  /** alertmanager.yml */
  readonly alertmanager: string;
  /** How many objects of each kind its Prometheus selects and accepts. */
  readonly taken: Readonly<Record<string, number>>;
}

export interface GeneratedOf {
  readonly objects: readonly KubernetesManifest[];
  /** The labels by which the operator's Prometheus and Alertmanager select objects. */
  readonly select: Readonly<Record<string, string>>;
  /** The namespace of the operator's own objects. */
  readonly namespace: string;
  readonly strategy?: "None" | "OnNamespace" | "OnNamespaceExceptForAlertmanagerNamespace";
}

/**
 * The operator's own configuration, as in kube-prometheus-stack: alerts that no other route matches are not delivered.
 */
const FOREIGN = `
route: {receiver: "null", routes: [{receiver: "null", matchers: ['alertname = "Watchdog"']}]}
receivers: [{name: "null"}]
`;

/**
 * Generates the configurations with the operator's own packages, as the operator does. Throws with their message if
 * they reject something.
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
