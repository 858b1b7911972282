import { randomUUID } from "node:crypto";

import type { RequestHandler, Response } from "express";

// Long enough for a UUID or a trace id, and without characters that have a meaning in a log.
const SANE = /^[A-Za-z0-9._-]{1,64}$/;

/** Gives the request an id (the caller's own if it is valid) and returns it in the response. */
export const requestId: RequestHandler = (req, res, next) => {
  const given = req.get("X-Request-ID");
  const id = given !== undefined && SANE.test(given) ? given : randomUUID();
  res.locals.requestId = id;
  res.set("X-Request-ID", id);
  next();
};

export function requestIdOf(res: Response): string {
  const { requestId: id } = res.locals;
  return typeof id === "string" ? id : "";
}
