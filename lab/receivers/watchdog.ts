import { alertNames } from "./reading";
import { sameSecret } from "./secrets";
import type { Verdict } from "./verdict";
import { accept, parseObject, refuse } from "./verdict";
import { alertmanagerWebhook, notAWebhook } from "./webhook";

/** Answers `POST /watchdog/<token>`: a firing group is a heartbeat, a resolved one is not. */
export function judgeHeartbeat(raw: string, token: string, expectedToken: string): Verdict {
  if (!sameSecret(token, expectedToken)) {
    return refuse(404, { error: "no such switch: the token at the end of the URL is not its own" });
  }
  const sent = parseObject(raw);
  const { data, error } = alertmanagerWebhook.safeParse(sent);
  if (sent === undefined || data === undefined) return notAWebhook(error);
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
