import type { Request } from "express";
import { z } from "zod";

import { endpoint, type Endpoint } from "../http/endpoint";
import { ProblemError, tooManyRequests, unauthorized } from "../http/problem";
import type { Metrics } from "../metrics/metrics";
import type { Limit, RateLimiter } from "../redis/rateLimiter";
import type { Users } from "../users/repository";
import { SignIn, SignUp, User } from "../users/schemas";
import { ACCESS_TOKEN_SECONDS, type AccessTokens } from "./accessTokens";
import { refreshTokenOf, type AuthCookies } from "./cookies";
import { hashPassword, passwordMatches } from "./passwords";
import type { RefreshTokens } from "./refreshTokens";

interface AuthArgs {
  readonly users: Users;
  readonly accessTokens: AccessTokens;
  readonly refreshTokens: RefreshTokens;
  readonly cookies: AuthCookies;
  readonly limiter: RateLimiter;
  readonly metrics: Metrics;
  /** Refused sign-ins for one email from one address in 15 minutes. */
  readonly failuresPer15Min: number;
}

const tag = "auth";

/** Seconds for which the access token is valid. */
export const Session = z.strictObject({ expires_in: z.int() });

export function authEndpoints(args: AuthArgs): readonly Endpoint[] {
  return [signUp(args), login(args), refresh(args), logout(args), me(args)];
}

const signUp = ({ users, metrics }: AuthArgs) =>
  endpoint({
    method: "post",
    path: "/api/v1/auth/signup",
    summary: "Opens an account.",
    tag,
    body: SignUp,
    success: { status: 201, schema: User },
    problems: [409],
    handle: async ({ body: { password, ...user } }) => {
      const created = await users.create(user, await hashPassword(password));
      if (typeof created === "string") {
        const errors = [{ pointer: `#/${created}`, detail: "is taken" }];
        throw new ProblemError(409, `Somebody has this ${created} already.`, {
          members: { errors },
        });
      }
      metrics.autodealgenie_user_signups_total.inc();
      return created;
    },
  });

const login = (args: AuthArgs) => {
  const { users, accessTokens, refreshTokens, cookies, limiter, metrics } = args;
  const limit: Limit = { name: "login", most: args.failuresPer15Min, windowSeconds: 15 * 60 };
  return endpoint({
    method: "post",
    path: "/api/v1/auth/login",
    summary: "Signs in: sets the cookies access_token and refresh_token.",
    tag,
    body: SignIn,
    success: { status: 200, schema: User },
    problems: [401, 403, 429],
    handle: async ({ body: { email, password }, req, res }) => {
      const who = `${email} ${clientOf(req)}`;
      // Counted before the outcome is known, or many simultaneous attempts would all get in before the count.
      const retryAfter = await limiter.take(limit, who);
      if (retryAfter !== undefined) {
        throw tooManyRequests(retryAfter, "Too many failed attempts to sign in.");
      }
      let refused = false;
      try {
        const found = await users.credentials(email);
        refused = !(await passwordMatches(found?.password_hash, password));
        if (refused || found === undefined) {
          metrics.autodealgenie_auth_failures_total.inc({ reason: "bad_credentials" });
          throw unauthorized("The email or the password is wrong.");
        }
        const user = found.is_active ? await users.find(found.id) : undefined;
        if (user === undefined) {
          metrics.autodealgenie_auth_failures_total.inc({ reason: "inactive" });
          throw new ProblemError(403, "This account is deactivated.");
        }
        cookies.set(res, accessTokens.issue(user.id), await refreshTokens.issue(user.id));
        metrics.autodealgenie_auth_success_total.inc();
        return user;
      } finally {
        // The limit applies to refusals, not to successes or to our own faults.
        if (!refused) await limiter.forget(limit, who);
      }
    },
  });
};

const refresh = ({ accessTokens, refreshTokens, cookies, metrics }: AuthArgs) =>
  endpoint({
    method: "post",
    path: "/api/v1/auth/refresh",
    summary: "Takes the cookie refresh_token for new cookies; each can be used once.",
    tag,
    success: { status: 200, schema: Session },
    problems: [401],
    handle: async ({ req, res }) => {
      const token = refreshTokenOf(req);
      if (token === undefined) throw unauthorized("There is no refresh token; sign in.");
      const renewed = await refreshTokens.renew(token);
      if (typeof renewed === "string") {
        metrics.autodealgenie_auth_failures_total.inc({ reason: renewed });
        cookies.clear(res);
        throw unauthorized("The refresh token is not valid any more; sign in again.");
      }
      cookies.set(res, accessTokens.issue(renewed.userId), renewed.token);
      return { expires_in: ACCESS_TOKEN_SECONDS };
    },
  });

const logout = ({ refreshTokens, cookies }: AuthArgs) =>
  endpoint({
    method: "post",
    path: "/api/v1/auth/logout",
    summary: "Ends the session: its refresh tokens and its cookies.",
    tag,
    success: { status: 204 },
    handle: async ({ req, res }) => {
      const token = refreshTokenOf(req);
      // First, because if revoking fails, the browser keeps the token and can try again.
      if (token !== undefined) await refreshTokens.revoke(token);
      cookies.clear(res);
      return undefined;
    },
  });

const me = ({ users }: AuthArgs) =>
  endpoint({
    method: "get",
    path: "/api/v1/auth/me",
    summary: "The signed-in user.",
    tag,
    signedIn: true,
    success: { status: 200, schema: User },
    handle: async ({ userId }) => {
      const user = await users.find(userId);
      if (user === undefined) throw unauthorized("This account does not exist any more.");
      return user;
    },
  });

/**
 * `trust proxy` decides whose X-Forwarded-For is believed here. Some proxies add the client's port, which differs for
 * each connection.
 */
const clientOf = (req: Request): string => {
  const { groups } =
    /^(?:\[(?<six>[^\]]*)\](?::\d+)?|(?<four>[\d.]+):\d+)$/.exec(req.ip ?? "") ?? {};
  return groups?.six ?? groups?.four ?? req.ip ?? "";
};
