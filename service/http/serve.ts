import type { Express, RequestHandler } from "express";

import { Unavailable } from "../unavailable";
import { jsonBody } from "./body";
import type { Endpoint } from "./endpoint";
import { ProblemError } from "./problem";
import { matched } from "./route";

/** The checks before a request reaches its endpoint. */
export interface Guards {
  /**
   * @returns the id of the user that the request's cookies name
   * @throws ProblemError 401 or 429 if there is none
   */
  admit(...request: Parameters<RequestHandler>): Promise<string>;
  /** Whether the schema is up to date. */
  schemaReady(): boolean;
}

/** Registers the endpoints under their paths; a known path with another method answers 405. */
export function serve(app: Express, endpoints: readonly Endpoint[], guards: Guards): void {
  for (const path of new Set(endpoints.map((it) => it.path))) {
    const here = endpoints.filter((it) => it.path === path);
    const route = app.route(path).all(matched(path));
    for (const it of here) route[it.method](...handlers(it, guards));
    route.all(() => {
      const methods = here.map(({ method }) => method.toUpperCase());
      const Allow = (methods.includes("GET") ? [...methods, "HEAD"] : methods).join(", ");
      throw new ProblemError(405, `Only ${Allow} can be used here.`, { headers: { Allow } });
    });
  }
}

function handlers(endpoint: Endpoint, guards: Guards): RequestHandler[] {
  const ready: RequestHandler = (_req, _res, next) => {
    if (endpoint.needsDatabase && !guards.schemaReady()) {
      throw new Unavailable("postgresql", "the schema is not up to date yet");
    }
    next();
  };
  // Before the body is read: a request that is not admitted should not make us read a megabyte.
  const admit: RequestHandler = async (req, res, next) => {
    if (endpoint.signedIn) res.locals.userId = await guards.admit(req, res, next);
    next();
  };
  const answer: RequestHandler = async (req, res) => {
    const { userId } = res.locals;
    const result = await endpoint.run(req, res, typeof userId === "string" ? userId : undefined);
    const { status, schema, mediaType } = endpoint.success;
    res.status(status);
    if (mediaType !== undefined) res.set("Content-Type", mediaType).send(result);
    else if (schema !== undefined) res.json(result);
    else res.end();
  };
  return [ready, admit, ...(endpoint.body ? jsonBody : []), answer];
}
