import { z } from "zod";

import { MONITORING } from "../objects/names";
import { labelKey, labelValue, namespaceName, podLabels } from "./cluster";

const marks = z.record(labelKey, labelValue);

/** Who runs the monitoring servers: the stack itself, or a prometheus-operator that exists in the cluster. */
export const MODES = ["standalone", "operator"] as const;

/**
 * The label by which the Prometheus of the chart kube-prometheus-stack selects its objects by default
 * (`serviceMonitorSelectorNilUsesHelmValues` and the like): the name of the release, which is usually that of the
 * chart.
 */
const CHART_LABELS = { release: "kube-prometheus-stack" };

/**
 * What `mode: operator` needs to know about the operator's servers. The defaults are those of the chart
 * kube-prometheus-stack.
 */
export const operatorSettings = z
  .strictObject({
    /**
     * The labels by which the operator's Prometheus and Alertmanager select their objects. The release of the chart
     * kube-prometheus-stack has its own name for a value; others can be read in `kubectl get prometheus -A -o yaml`.
     */
    labels: marks.default(CHART_LABELS),
    /** The pods of the operator's Prometheus, which the network policies admit. */
    prometheus: z
      .strictObject({
        namespace: namespaceName.default(MONITORING),
        labels: podLabels.default({ "app.kubernetes.io/name": "prometheus" }),
      })
      .prefault({}),
    dashboards: z
      .strictObject({
        /** The labels by which Grafana's sidecar finds the ConfigMaps of dashboards. */
        labels: marks.default({ grafana_dashboard: "1" }),
        /** The uid of that Grafana's data source for the operator's Prometheus. */
        datasourceUid: z
          .string()
          .regex(/^[\w-]{1,40}$/, "must be letters, digits, hyphens and underscores, at most 40")
          .default("prometheus"),
      })
      .prefault({}),
  })
  .prefault({});

export type OperatorSettings = z.output<typeof operatorSettings>;
