import { z } from "zod";

import { alertNames } from "./reading";
import { sameSecret } from "./secrets";
import type { Verdict } from "./verdict";
import { accept, parseObject, refuse } from "./verdict";

const labels = z.record(z.string(), z.string());

/** Alertmanager's webhook, version 4, as far as it is looked at here. */
export const alertmanagerWebhook = z.object({
  version: z.literal("4"),
  status: z.enum(["firing", "resolved"]),
  commonAnnotations: labels.default({}),
  alerts: z.array(z.object({ labels })).min(1),
});

/**
 * Answers `POST /hooks/<name>/<token>`: whatever a webhook of Alertmanager's may be about.
 * @param name which of them; it is kept as the channel
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

/** What is said of a body that is none. */
export function notAWebhook(error: z.ZodError | undefined): Verdict {
  const where = error?.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  return refuse(400, { error: "not an Alertmanager webhook of version 4", faults: where ?? [] });
}
