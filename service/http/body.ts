import express, { type RequestHandler, type Response } from "express";

import { ProblemError } from "./problem";

/** The largest body that is accepted. */
const MOST_BYTES = 1024 * 1024;

/**
 * Reads a JSON body. No other type is accepted: a form on another site cannot send JSON, which together with SameSite
 * cookies keeps it from acting for a user.
 */
export const jsonBody: readonly RequestHandler[] = [
  (req, _res, next) => {
    // An empty body has no type to check; the schema will report what is missing.
    const empty = req.get("Content-Length") === "0";
    if (!empty && req.is("application/json") === false) {
      throw new ProblemError(415, "The body must be of the type application/json.");
    }
    next();
  },
  express.json({
    limit: MOST_BYTES,
    // Small bodies gain nothing from compression, and this avoids decompression bombs.
    inflate: false,
    verify: (_req, res, body) => {
      // At runtime this is Express's own response, although the type is Node's.
      (res as Response).locals.bodyBytes = body.length;
    },
  }),
];
