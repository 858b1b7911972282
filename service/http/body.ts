import express, { type RequestHandler, type Response } from "express";

import { ProblemError } from "./problem";

/** Largest body that is read. */
const MOST_BYTES = 1024 * 1024;

/**
 * Reads a JSON body. Nothing else is taken: a form on another site can send no JSON, which together
 * with SameSite cookies keeps it from acting for a user.
 */
export const jsonBody: readonly RequestHandler[] = [
  (req, _res, next) => {
    // Without a body there is none to have a type; the schema will have something to say about that.
    const empty = req.get("Content-Length") === "0";
    if (!empty && req.is("application/json") === false) {
      throw new ProblemError(415, "The body must be of the type application/json.");
    }
    next();
  },
  express.json({
    limit: MOST_BYTES,
    // Small bodies gain nothing, and a bomb is not unpacked.
    inflate: false,
    verify: (_req, res, body) => {
      // It is Express's own response that comes in here, under Node's type.
      (res as Response).locals.bodyBytes = body.length;
    },
  }),
];
