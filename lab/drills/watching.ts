import { z } from "zod";

import { MESH_PORT } from "../../infra/components/alertmanager";
import type { Times } from "../../infra/rendered-config/times";
import { parseDuration } from "../../signals/promql/duration";
import { getJson } from "../clients/http";
import { urlOf } from "../cluster/layout";
import { WATCHDOG_SILENCE_SECONDS } from "../deploy/stack";
import { SILENCE } from "../receivers/switch";
import type { AlertState, Drill } from "./drill";
import { frozen, scaled } from "./faults/kubernetes";
import { cutOff } from "./faults/network";
import {
  brokenBlock,
  brokenConfiguration,
  failingRule,
  refusingWebhook,
} from "./faults/monitoring";
import { CLUSTER } from "./settings";

const heartbeat = z.object({ state: z.enum(["waiting", "alive", "silent"]) });

async function switchState(): Promise<AlertState | undefined> {
  const { state } = await getJson(`${urlOf("receivers")}/heartbeat`, heartbeat);
  return state === "silent" ? "firing" : state === "alive" ? "quiet" : undefined;
}

/**
 * An alert from Prometheus ends four resend delays after it was last sent (see rules/manager.go), Alertmanager notices
 * that within one group interval, and the dead man's switch rings after the lab's limit.
 */
function untilSilenceIsHeard(times: Times): number {
  const scale = parseDuration("1m") / parseDuration(times.watchdogGroupInterval);
  return (
    4 * parseDuration(times.resendDelay) +
    parseDuration(times.watchdogGroupInterval) +
    (WATCHDOG_SILENCE_SECONDS * 1000) / scale
  );
}

/** The alerts on the monitoring itself. */
export const watchingDrills: readonly Drill[] = [
  {
    alert: "TargetDown",
    fault: "kube-state-metrics hangs",
    reads: ["targets"],
    disturbs: [],
    lingers: ["targets", "kube-state-metrics"],
    cause: () => frozen("kube-state-metrics"),
  },
  {
    alert: "TargetAbsent",
    fault: "no pod of kube-state-metrics is left",
    reads: ["targets"],
    disturbs: [],
    lingers: ["targets", "kube-state-metrics"],
    cause: () => scaled("deployment/kube-state-metrics", "monitoring", 0),
  },
  {
    alert: "RuleEvaluationFailing",
    fault: "a rule is added that fails, because it matches one series with many",
    reads: ["Prometheus's configuration"],
    // The rule uses the backend's targets.
    uses: ["targets"],
    disturbs: ["Prometheus's configuration"],
    cause: failingRule,
  },
  {
    alert: "ConfigReloadFailing",
    fault: "Prometheus gets a configuration that it rejects",
    reads: ["Prometheus's configuration"],
    disturbs: ["Prometheus's configuration"],
    cause: brokenConfiguration,
  },
  {
    alert: "TSDBFailing",
    fault: "a block of samples cannot be read",
    reads: ["Prometheus's volume"],
    disturbs: ["Prometheus's volume"],
    cause: brokenBlock,
  },
  {
    alert: "AlertmanagerUnreachable",
    fault: "no Alertmanager is left",
    reads: [],
    disturbs: ["webhooks"],
    lingers: ["Alertmanager", "Alertmanager's mesh", "Alertmanager's volume", "targets"],
    toldAfterwards: true,
    cause: () => scaled("statefulset/alertmanager", "monitoring", 0),
  },
  {
    alert: "NotificationFailing",
    fault: "the webhooks reject every message",
    reads: ["Alertmanager", "webhooks"],
    disturbs: ["webhooks"],
    cause: refusingWebhook,
  },
  {
    alert: "AlertmanagerClusterBroken",
    fault: "two Alertmanagers cannot reach each other",
    // Each of them then sends every notification: duplicates do not disturb other drills.
    reads: ["Alertmanager's mesh"],
    disturbs: ["Alertmanager's mesh"],
    settings: CLUSTER,
    cause: () => cutOff("alertmanager", MESH_PORT),
  },
  {
    alert: "Watchdog",
    fault: "no pod of Prometheus is left, and only the dead-man's switch can notice",
    reads: [],
    disturbs: [],
    lingers: ["Prometheus"],
    watch: {
      state: switchState,
      tells: ({ alertnames, kind }) => alertnames.includes(SILENCE) && kind === "trigger",
      worstMs: untilSilenceIsHeard,
    },
    cause: () => scaled("statefulset/prometheus", "monitoring", 0),
  },
];
