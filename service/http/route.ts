import type { RequestHandler, Response } from "express";

/** The `route` label of a request that matched no route. */
export const UNMATCHED = "unmatched";

/** Remembers the pattern that a request matched. */
export const matched =
  (pattern: string): RequestHandler =>
  (_req, res, next) => {
    res.locals.route = pattern;
    next();
  };

/** The pattern that the request matched, or `unmatched`. */
export function routeOf(res: Response): string {
  const { route } = res.locals;
  return typeof route === "string" ? route : UNMATCHED;
}
