import { Router } from "express";
import type { Logger } from "pino";
import { z } from "zod";

import type { Faults } from "./faults";
import type { Inbox } from "./inbox";
import { incidents } from "./incidents";
import { RECEIVERS } from "./notification";
import { page } from "./page";
import type { DeadMansSwitch } from "./switch";
import { parseObject, textOf } from "./verdict";

const REFRESH_SECONDS = 5;

const receiver = z.enum(RECEIVERS, `must be one of ${RECEIVERS.join(", ")}`);
const filter = z.strictObject({
  receiver: receiver.optional(),
  since: z.string().regex(/^\d+$/, "must be the id of a notification").transform(Number).optional(),
});
const order = z.strictObject({
  status: z.int("must be a status").min(400, "must be 400 or more").max(599, "must be 599 or less"),
  count: z.int("must be a count").min(0, "must be 0 or more").max(1000, "must be 1000 or less"),
});

export interface ViewArgs {
  readonly inbox: Inbox;
  readonly deadMansSwitch: DeadMansSwitch;
  readonly faults: Faults;
  readonly log: Logger;
}

/** The views and controls for people and tests. They need no credentials, because only the lab can reach them. */
export function viewRoutes({ inbox, deadMansSwitch, faults, log }: ViewArgs): Router {
  const router = Router();

  router.get("/healthz", (_request, response) => void response.json({ status: "ok" }));

  router.get("/notifications", ({ query }, response) => {
    const { data, error } = filter.safeParse(query);
    if (data) response.json(inbox.list(data));
    else response.status(400).json(faultsOf(error));
  });
  router.delete("/notifications", (_request, response) => {
    const cleared = inbox.clear();
    log.info({ cleared }, "cleared");
    response.json({ cleared });
  });
  router.get("/incidents", (_request, response) => {
    response.json(incidents(inbox.list(), "pagerduty"));
  });
  router.get("/opsgenie/alerts", (_request, response) => {
    response.json(incidents(inbox.list(), "opsgenie"));
  });
  router.get("/heartbeat", (_request, response) => {
    response.json(deadMansSwitch.view());
  });

  router.get("/faults", (_request, response) => void response.json(faults.ordered()));
  router.put("/faults/:receiver", ({ params, body }, response) => {
    const asked = z
      .object({ receiver, order })
      .safeParse({ receiver: params.receiver, order: parseObject(textOf(body)) });
    if (!asked.success) {
      response.status(400).json(faultsOf(asked.error));
      return;
    }
    const { status, count } = asked.data.order;
    faults.order(asked.data.receiver, status, count);
    log.info({ receiver: asked.data.receiver, status, count }, "fault ordered");
    response.json(faults.ordered());
  });

  router.get("/", ({ query }, response) => {
    const arrived = inbox.list();
    // Nothing that arrived may run as a script, even if the escaping has a mistake.
    response.set("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'");
    response.type("html").send(
      page({
        arrived,
        incidents: incidents(arrived, "pagerduty"),
        opsgenie: incidents(arrived, "opsgenie"),
        heartbeat: deadMansSwitch.view(),
        faults: faults.ordered(),
        refresh: query.refresh === "off" ? null : REFRESH_SECONDS,
      }),
    );
  });
  return router;
}

function faultsOf({ issues }: z.ZodError): { error: string } {
  return { error: issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ") };
}
