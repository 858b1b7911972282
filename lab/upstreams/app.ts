import type { ErrorRequestHandler, Express } from "express";
import express from "express";
import type { Logger } from "pino";

import { LLM_PATH, VEHICLE_API_PATH } from "./addresses";
import { controlRoutes } from "./control";
import { Counts } from "./counts";
import { Faults } from "./faults";
import type { UpstreamKeys } from "./keys";
import { llm } from "./llm";
import { serve } from "./serve";
import { vehicleApi } from "./vehicleApi";

/** Both APIs, and the routes to inspect and control them. No URL is ever logged, because some contain a key. */
export function createApp(keys: UpstreamKeys, log: Logger): Express {
  const counts = new Counts();
  const faults = new Faults();
  const app = express();
  app.disable("x-powered-by");
  // With any content type, like the real APIs.
  app.use(express.json({ type: () => true, limit: "1mb" }));

  app.get(`${VEHICLE_API_PATH}/v2/search/car/active`, ({ query }, response) => {
    const upstream = vehicleApi(query, keys.vehicleApiKey);
    serve(response, { api: "vehicle-api", upstream, counts, faults });
  });
  app.post(`${LLM_PATH}/chat/completions`, ({ headers, body }, response) => {
    const upstream = llm(headers.authorization ?? "", body as unknown, keys.llmApiKey);
    serve(response, { api: "llm", upstream, counts, faults });
  });

  app.use(controlRoutes({ counts, faults, log }));
  app.use((_request, response) => {
    response.status(404).json({ error: "nothing here; / shows the active faults and counts" });
  });
  app.use(failure(log));
  return app;
}

/** A body that cannot be read is the client's fault (4xx). Everything else is ours. */
function failure(log: Logger): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const status = statusOf(error);
    if (status >= 500) log.error({ err: error }, "failed");
    const message = status >= 500 ? "the request failed" : "the body cannot be read as JSON";
    response.status(status).json({ error: { message, type: "invalid_request_error", code: null } });
  };
}

/** The status of the body parser's error, or 500. */
function statusOf(error: unknown): number {
  const has = typeof error === "object" && error !== null && "status" in error;
  return has && typeof error.status === "number" ? error.status : 500;
}
