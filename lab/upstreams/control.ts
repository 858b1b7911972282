import { Router } from "express";
import type { Logger } from "pino";
import { z } from "zod";

import type { Counts } from "./counts";
import { APIS, fault, type Faults } from "./faults";

const api = z.enum(APIS, `must be one of ${APIS.join(", ")}`);

export interface ControlArgs {
  readonly counts: Counts;
  readonly faults: Faults;
  readonly log: Logger;
}

/** The controls for people and tests. They need no credentials, because only the lab can reach them. */
export function controlRoutes({ counts, faults, log }: ControlArgs): Router {
  const router = Router();
  router.get("/healthz", (_request, response) => void response.json({ status: "ok" }));
  router.get("/", (_request, response) => {
    response.json({ faults: faults.ordered(), requests: counts.all() });
  });

  router.get("/requests", (_request, response) => void response.json(counts.all()));
  router.delete("/requests", (_request, response) => {
    counts.reset();
    response.json(counts.all());
  });

  router.get("/faults", (_request, response) => void response.json(faults.ordered()));
  router.put("/faults/:api", ({ params, body }, response) => {
    const asked = z.object({ api, fault }).safeParse({ api: params.api, fault: body as unknown });
    if (!asked.success) {
      response.status(400).json(problem(asked.error));
      return;
    }
    faults.order(asked.data.api, asked.data.fault);
    log.info(asked.data, "fault ordered");
    response.json(faults.ordered());
  });
  router.delete("/faults", (_request, response) => {
    faults.reset();
    log.info("faults reset");
    response.json(faults.ordered());
  });
  router.delete("/faults/:api", ({ params }, response) => {
    const asked = api.safeParse(params.api);
    if (!asked.success) {
      response.status(400).json(problem(asked.error));
      return;
    }
    faults.reset(asked.data);
    log.info({ api: asked.data }, "fault reset");
    response.json(faults.ordered());
  });
  return router;
}

function problem({ issues }: z.ZodError): { error: string } {
  return {
    error: issues
      .map(({ path, message }) => (path.length > 0 ? `${path.join(".")}: ${message}` : message))
      .join("; "),
  };
}
