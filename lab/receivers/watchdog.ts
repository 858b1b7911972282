import { z } from "zod";

import type { Notification } from "./notification";
import { alertNames } from "./reading";
import { sameSecret } from "./secrets";
import type { Verdict } from "./verdict";
import { accept, parseObject, refuse } from "./verdict";

/** Alertmanager's webhook, as far as a dead man's switch looks at it. */
const webhook = z.object({
  version: z.literal("4"),
  status: z.enum(["firing", "resolved"]),
  alerts: z.array(z.object({ labels: z.record(z.string(), z.string()) })).min(1),
});

/** Answers `POST /watchdog/<token>`: a firing group is a heartbeat, a resolved one is not. */
export function judgeHeartbeat(raw: string, token: string, expectedToken: string): Verdict {
  if (!sameSecret(token, expectedToken)) {
    return refuse(404, { error: "no such switch: the token at the end of the URL is not its own" });
  }
  const sent = parseObject(raw);
  const { data, error } = webhook.safeParse(sent);
  if (sent === undefined || data === undefined) {
    const where = error?.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
    return refuse(400, { error: "not an Alertmanager webhook of version 4", faults: where ?? [] });
  }
  const kind = data.status === "firing" ? "heartbeat" : "resolve";
  const alertnames = alertNames(data.alerts.map(({ labels }) => labels));
  return accept(
    {
      receiver: "watchdog",
      channel: null,
      kind,
      alertnames,
      summary: kind === "heartbeat" ? "alerting is alive" : "the watchdog alert has stopped",
      body: sent,
    },
    { status: 200, body: { status: "ok" } },
  );
}

export interface Heartbeat {
  /** ISO 8601, or null while none has come. */
  readonly lastBeatAt: string | null;
  /** Seconds since then, or null. */
  readonly ageSeconds: number | null;
}

/** When the switch was last held down. */
export function lastHeartbeat(arrived: readonly Notification[], now: Date): Heartbeat {
  const last = arrived.findLast(({ kind }) => kind === "heartbeat");
  if (last === undefined) return { lastBeatAt: null, ageSeconds: null };
  const ageSeconds = Math.round((now.getTime() - Date.parse(last.receivedAt)) / 1000);
  return { lastBeatAt: last.receivedAt, ageSeconds };
}
