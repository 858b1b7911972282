import { randomUUID } from "node:crypto";

import type { ErrorRequestHandler, Express, Response } from "express";
import express from "express";
import type { Logger } from "pino";

import type { Faults } from "./faults";
import type { Inbox } from "./inbox";
import type { Receiver } from "./notification";
import { judgeEvent, MAX_EVENT_BYTES } from "./pagerduty";
import { judgeAlert, judgeClose } from "./opsgenie";
import type { ReceiverSecrets } from "./secrets";
import { judgeMessage } from "./slack";
import type { DeadMansSwitch } from "./switch";
import type { Answer, Verdict } from "./verdict";
import { textOf } from "./verdict";
import { viewRoutes } from "./views";
import { judgeHeartbeat } from "./watchdog";
import { judgeWebhook } from "./webhook";
import { subscriberRoutes } from "./subscriber";

export interface AppArgs {
  readonly secrets: ReceiverSecrets;
  readonly inbox: Inbox;
  readonly deadMansSwitch: DeadMansSwitch;
  readonly faults: Faults;
  readonly log: Logger;
}

/**
 * PagerDuty, Slack, OpsGenie, webhooks and the dead man's switch over HTTP, and the views that show and clear what
 * arrived. No URL is ever logged, because some contain credentials.
 */
export function createApp({ secrets, inbox, deadMansSwitch, faults, log }: AppArgs): Express {
  const settle = (receiver: Receiver, verdict: Verdict): Answer => {
    if (!verdict.accepted) {
      log.warn({ receiver, ...verdict.answer }, "refused");
      return verdict.answer;
    }
    const fault = faults.take(receiver);
    if (fault !== undefined) {
      log.warn({ receiver, status: fault }, "rejected by an injected fault");
      return { status: fault, body: "an injected fault" };
    }
    const { id, kind, alertnames } = inbox.add(verdict.arrival);
    log.info({ id, receiver, kind, alertnames }, "arrived");
    if (kind === "heartbeat") deadMansSwitch.heard();
    return verdict.answer;
  };

  const app = express();
  app.disable("x-powered-by");
  // With any content type: each receiver decides for itself whether it accepts a body.
  app.use(express.text({ type: () => true, limit: MAX_EVENT_BYTES }));

  app.post("/v2/enqueue", ({ body }, response) => {
    const newDedupKey = () => randomUUID().replaceAll("-", "");
    const verdict = judgeEvent(textOf(body), secrets.pagerdutyRoutingKey, newDedupKey);
    send(response, settle("pagerduty", verdict));
  });
  app.post("/services/*hook", ({ body, path }, response) => {
    const verdict = judgeMessage(textOf(body), path, secrets.slackWebhookPath);
    send(response, settle("slack", verdict));
  });
  app.post("/v2/alerts", ({ body, headers: { authorization } }, response) => {
    const verdict = judgeAlert({ raw: textOf(body), authorization }, secrets.opsgenieApiKey);
    send(response, settle("opsgenie", verdict));
  });
  app.post("/v2/alerts/:alias/close", ({ body, params, query, headers }, response) => {
    const call = { raw: textOf(body), authorization: headers.authorization };
    const which = { alias: params.alias, identifierType: query.identifierType };
    const arrived = inbox.list({ receiver: "opsgenie" });
    const verdict = judgeClose(call, which, secrets.opsgenieApiKey, arrived);
    send(response, settle("opsgenie", verdict));
  });
  app.post("/hooks/:name/:token", ({ body, params }, response) => {
    const verdict = judgeWebhook(textOf(body), params, secrets.webhookToken);
    send(response, settle("webhook", verdict));
  });
  app.post("/watchdog/:token", ({ body, params }, response) => {
    const verdict = judgeHeartbeat(textOf(body), params.token, secrets.watchdogToken);
    send(response, settle("watchdog", verdict));
  });

  app.use(subscriberRoutes());
  app.use(viewRoutes({ inbox, deadMansSwitch, faults, log }));
  app.use((_request, response) => {
    response.status(404).json({ error: "nothing here; / shows what arrived" });
  });
  app.use(failure(log));
  return app;
}

function send(response: Response, { status, body }: Answer): void {
  response.status(status);
  if (typeof body === "string") response.type("text/plain").send(body);
  else response.json(body);
}

/** A body that cannot be read is the sender's fault (4xx). Everything else is ours (500, which the sender retries). */
function failure(log: Logger): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const status = statusOf(error);
    if (status >= 500) log.error({ err: error }, "failed");
    const words =
      status === 413 ? `a body may have ${MAX_EVENT_BYTES} bytes` : "the request failed";
    response.status(status).json({ error: words });
  };
}

/** The status of the body parser's error, or 500. */
function statusOf(error: unknown): number {
  const has = typeof error === "object" && error !== null && "status" in error;
  return has && typeof error.status === "number" ? error.status : 500;
}
