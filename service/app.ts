import cookieParser from "cookie-parser";
import express, { type Express } from "express";
import helmet from "helmet";
import type { Logger } from "pino";

import type { Config } from "./config";
import { accessLog } from "./http/accessLog";
import type { Endpoint } from "./http/endpoint";
import { answerErrors, notFound } from "./http/errors";
import { measure } from "./http/measure";
import { requestId } from "./http/requestId";
import { serve, type Guards } from "./http/serve";
import type { Metrics } from "./metrics/metrics";

interface AppArgs {
  readonly endpoints: readonly Endpoint[];
  readonly guards: Guards;
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly trustProxy: Config["trustProxy"];
}

/** The HTTP side of the service, from the first byte of a request to the last byte of its response. */
export function createApp({ endpoints, guards, metrics, logger, trustProxy }: AppArgs): Express {
  const app = express();
  app.set("trust proxy", trustProxy);
  // Responses differ per user and change over time, so no client should get "not modified" based on an ETag.
  app.set("etag", false);
  app.use(measure(metrics), requestId, accessLog(logger), helmet(), cookieParser());
  serve(app, endpoints, guards);
  app.use(notFound, answerErrors(logger));
  return app;
}
