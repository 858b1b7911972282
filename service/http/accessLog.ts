import type { RequestHandler } from "express";
import type { Logger } from "pino";

import { MACHINE_ROUTES } from "../metrics/labels";
import { requestIdOf } from "./requestId";
import { routeOf } from "./route";

/** Logs one line per request, with the route pattern instead of the URL, which may contain anything. */
export function accessLog(logger: Logger): RequestHandler {
  return (req, res, next) => {
    const started = performance.now();
    res.once("close", () => {
      const route = routeOf(res);
      const line = {
        request_id: requestIdOf(res),
        method: req.method,
        route,
        status: res.statusCode,
        duration_ms: Math.round(performance.now() - started),
        ...(!res.writableFinished && { aborted: true }),
      };
      const routine = MACHINE_ROUTES.some((known) => known === route);
      if (routine) logger.debug(line, "request");
      else logger.info(line, "request");
    });
    next();
  };
}
