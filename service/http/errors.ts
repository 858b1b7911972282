import type { ErrorRequestHandler, RequestHandler } from "express";
import type { Logger } from "pino";

import { Unavailable } from "../unavailable";
import { PROBLEM_TYPE, ProblemError, serviceUnavailable } from "./problem";
import { requestIdOf } from "./requestId";

/** Answers 404 to every request that no route matches. */
export const notFound: RequestHandler = () => {
  throw new ProblemError(404, "There is nothing under this path.");
};

/** Answers any thrown error with a problem. Only our own faults (500) are logged in full. */
export function answerErrors(logger: Logger): ErrorRequestHandler {
  return (error: unknown, _req, res, next) => {
    const problem = problemOf(error);
    if (problem.status === 500) {
      logger.error({ request_id: requestIdOf(res), err: error }, "request failed");
    }
    if (res.headersSent) {
      // Too late for an answer; Express then breaks the connection off.
      next(error);
      return;
    }
    const body = problem.body(requestIdOf(res));
    res.status(problem.status).set(problem.more.headers ?? {});
    res.set("Content-Type", PROBLEM_TYPE).send(JSON.stringify(body));
  };
}

function problemOf(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error instanceof Unavailable) {
    return serviceUnavailable(`A part of the service, ${error.dependency}, does not answer now.`);
  }
  const status = error instanceof Error && "status" in error ? error.status : undefined;
  const known = CLIENT_ERRORS.find((one) => one.status === status);
  return known
    ? new ProblemError(known.status, known.detail)
    : new ProblemError(500, "The service made a mistake; it has been noted.");
}

/** The client errors that Express and its body parser throw. */
const CLIENT_ERRORS = [
  { status: 400, detail: "The request cannot be read: its path or its body is malformed." },
  { status: 413, detail: "The body is larger than 1 MB." },
  { status: 415, detail: "The body is encoded in a way that is not understood." },
] as const;
