import type { CookieOptions, Request, Response } from "express";

import { ACCESS_TOKEN_SECONDS } from "./accessTokens";
import { REFRESH_TOKEN_SECONDS } from "./refreshTokens";

const ACCESS = "access_token";
const REFRESH = "refresh_token";

/** The two cookies of a signed-in browser, inaccessible to scripts and to other sites. */
export class AuthCookies {
  constructor(private readonly secure: boolean) {}

  set(res: Response, accessToken: string, refreshToken: string): void {
    const access = { ...this.#access(), maxAge: ACCESS_TOKEN_SECONDS * 1000 };
    const refresh = { ...this.#refresh(), maxAge: REFRESH_TOKEN_SECONDS * 1000 };
    res.cookie(ACCESS, accessToken, access).cookie(REFRESH, refreshToken, refresh);
  }

  clear(res: Response): void {
    res.clearCookie(ACCESS, this.#access()).clearCookie(REFRESH, this.#refresh());
  }

  #access(): CookieOptions {
    return { httpOnly: true, sameSite: "strict", secure: this.secure, path: "/" };
  }

  /** Sent only to the paths that use it. */
  #refresh(): CookieOptions {
    return { ...this.#access(), path: "/api/v1/auth" };
  }
}

export const accessTokenOf = (req: Request) => cookie(req, ACCESS);
export const refreshTokenOf = (req: Request) => cookie(req, REFRESH);

/** cookie-parser turns values that begin with "j:" into objects; our cookies never do. */
function cookie(req: Request, name: string): string | undefined {
  const value = (req.cookies as Record<string, unknown> | undefined)?.[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}
