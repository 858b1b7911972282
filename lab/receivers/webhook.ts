import { z } from "zod";

import { alertNames } from "./reading";
import { sameSecret } from "./secrets";
import type { Verdict } from "./verdict";
import { accept, parseObject, refuse } from "./verdict";

const labels = z.record(z.string(), z.string());

/** The fields of Alertmanager's webhook, version 4, that are used here. */
export const alertmanagerWebhook = z.object({
  version: z.literal("4"),
  status: z.enum(["firing", "resolved"]),
  commonAnnotations: labels.default({}),
  alerts: z.array(z.object({ labels })).min(1),
});

/**
 * Answers `POST /hooks/<name>/<token>` for any of Alertmanager's webhooks.
 * @param name the webhook's name, which is stored as the channel
 */
export function judgeWebhook(
  raw: string,
  { name, token }: { readonly name: string; readonly token: string },
  expectedToken: string,
): Verdict {
  if (!sameSecret(token, expectedToken)) {
    return refuse(404, { error: "no such hook: the token at the end of the URL is not its own" });
  }
  const sent = parseObject(raw);
  const { data, error } = alertmanagerWebhook.safeParse(sent);
  if (sent === undefined || data === undefined) return notAWebhook(error);
  return accept(
    {
      receiver: "webhook",
      channel: name,
      kind: data.status === "firing" ? "trigger" : "resolve",
      alertnames: alertNames(data.alerts.map((alert) => alert.labels)),
      summary: data.commonAnnotations.summary ?? "",
      body: sent,
    },
    { status: 200, body: { status: "ok" } },
  );
}

/** The rejection of a body that is not a webhook's. */
export function notAWebhook(error: z.ZodError | undefined): Verdict {
  const where = error?.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  return refuse(400, { error: "not an Alertmanager webhook of version 4", faults: where ?? [] });
}
