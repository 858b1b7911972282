import type { ServiceMonitor } from "../objects/kubernetes";

/** A relabelling rule as Prometheus reads it. */
export interface Relabeling {
  readonly action?: string;
  readonly source_labels?: readonly string[];
  readonly separator?: string;
  readonly target_label?: string;
  readonly regex?: string;
  readonly modulus?: number;
  readonly replacement?: string;
}

type Endpoint = ServiceMonitor["spec"]["endpoints"][number];
export type MonitorRelabeling = NonNullable<Endpoint["relabelings"]>[number];

/** A ServiceMonitor's own relabelling rules, in Prometheus's spelling. Empty fields are left out. */
export function userRelabelings(rules: readonly MonitorRelabeling[]): readonly Relabeling[] {
  return rules.map((rule) => ({
    ...(rule.sourceLabels?.length && { source_labels: rule.sourceLabels }),
    ...(rule.separator !== undefined && { separator: rule.separator }),
    ...(rule.targetLabel && { target_label: rule.targetLabel }),
    ...(rule.regex && { regex: rule.regex }),
    ...(rule.modulus && { modulus: rule.modulus }),
    ...(rule.replacement !== undefined && { replacement: rule.replacement }),
    ...(rule.action && { action: rule.action.toLowerCase() }),
  }));
}
