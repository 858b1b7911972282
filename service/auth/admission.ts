import type { Request } from "express";

import { tooManyRequests, unauthorized } from "../http/problem";
import type { Metrics } from "../metrics/metrics";
import type { ActiveUsers } from "../redis/activeUsers";
import type { Limit, RateLimiter } from "../redis/rateLimiter";
import type { AccessTokens } from "./accessTokens";
import { accessTokenOf } from "./cookies";

interface AdmissionArgs {
  readonly tokens: AccessTokens;
  readonly limiter: RateLimiter;
  readonly activeUsers: ActiveUsers;
  readonly metrics: Metrics;
  /** Signed-in requests that a user may make per hour. */
  readonly perHour: number;
}

/** Admits signed-in users, each for a limited number of requests per hour. */
export class Admission {
  readonly #limit: Limit;

  constructor(private readonly args: AdmissionArgs) {
    this.#limit = { name: "api", most: args.perHour, windowSeconds: 60 * 60 };
  }

  /**
   * @returns the id of the user that the request's cookie names
   * @throws ProblemError 401 or 429
   */
  async admit(req: Request): Promise<string> {
    const { tokens, limiter, activeUsers, metrics } = this.args;
    const token = accessTokenOf(req);
    // Browsers drop the cookie when it expires, so a missing one is not suspicious; an invalid one is.
    if (token === undefined) throw unauthorized("Sign in first.");
    const userId = tokens.userOf(token);
    if (userId === undefined) {
      metrics.autodealgenie_auth_failures_total.inc({ reason: "bad_token" });
      throw unauthorized("The access token is not valid; refresh it or sign in again.");
    }
    const retryAfter = await limiter.take(this.#limit, userId);
    if (retryAfter !== undefined) {
      throw tooManyRequests(retryAfter, `More than ${this.#limit.most} requests in an hour.`);
    }
    activeUsers.touch(userId);
    return userId;
  }
}
